import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { loadedOnUse } from '../n8n/loadedOnUse';
import * as shared from './sharedFields';

const loaded = loadedOnUse(async () => await import('../operations/getTask'));

/** Get Task (API §2). operations/getTask.ts tells what becomes of the request. */
export const getTaskOperation: INodePropertyOptions = {
	name: 'Get Task',
	value: 'getTask',
	action: 'Get an edited video',
	description: 'Check how an edit is going and get the video once it is ready. Costs nothing.',
	routing: {
		request: { method: 'GET' },
		send: { preSend: [loaded((module) => module.prepareGetTask)], paginate: true },
		operations: { pagination: loaded((module) => module.runGetTask) },
	},
};

export const getTaskFields: INodeProperties[] = shared.shownFor(
	['getTask'],
	[
		{
			displayName: 'Task ID',
			name: 'taskId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ',
			description: 'The ID that Submit Edit returned or that a message named',
		},
		{ ...shared.waitField, default: false },
		shared.downloadField,
		shared.shownWhere(shared.linkExpiresNotice, { downloadVideo: [false] }),
		shared.shownWhere(shared.outputBinaryField, { downloadVideo: [true] }),
		shared.simplifyField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				shared.errorLanguageOption,
				shared.onTimeoutOption,
				shared.pollIntervalOption,
				shared.timeoutOption,
			],
		},
	],
);
