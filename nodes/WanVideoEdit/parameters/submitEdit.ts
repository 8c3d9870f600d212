import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { loadedOnUse } from '../n8n/loadedOnUse';
import { SUBMIT_PATH } from '../service/apimart/paths';
import { oldField } from './oldPlaces';
import * as shared from './sharedFields';

const loaded = loadedOnUse(async () => await import('../operations/submitEdit'));

/** Submit Edit. n8n puts a request together in the shape of API §1; operations/submitEdit.ts tells what becomes of it at each service. */
export const submitEditOperation: INodePropertyOptions = {
	name: 'Submit Edit',
	value: 'submitEdit',
	action: 'Edit a video',
	description: 'Edit a video from a text instruction and get the result',
	routing: {
		request: { method: 'POST', url: SUBMIT_PATH },
		send: { preSend: [loaded((module) => module.prepareSubmitEdit)], paginate: true },
		operations: { pagination: loaded((module) => module.runSubmitEdit) },
	},
};

const waits = { waitForCompletion: [true] };

/** What becomes of an edit that is bought. The old places of what stands in Options now are those of editOptions.ts. */
export const submitEditFields: INodeProperties[] = shared.shownFor(
	['submitEdit'],
	[
		shared.waitField,
		{
			displayName:
				'The output has only the task ID. Get the video later with the operation <b>Get Task</b>, which costs nothing.',
			name: 'askLaterNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { waitForCompletion: [false] } },
		},
		...oldField(shared.shownWhere(shared.downloadField, waits)),
		shared.shownWhere(shared.linkExpiresNotice, { ...waits, downloadVideo: [false] }),
		shared.shownWhere(shared.linkExpiresNotice, {
			...waits,
			downloadVideo: [true],
			'/options.downloadVideo': [false],
		}),
		...oldField(shared.shownWhere(shared.outputBinaryField, { ...waits, downloadVideo: [true] })),
		...oldField(shared.simplifyField),
	],
);
