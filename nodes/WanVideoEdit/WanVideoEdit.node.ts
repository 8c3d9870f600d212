import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { loadedOnUse } from './n8n/loadedOnUse';
import { editFields } from './parameters/editFields';
import { editOptions } from './parameters/editOptions';
import { estimateEditOperation } from './parameters/estimateEdit';
import { getTaskFields, getTaskOperation } from './parameters/getTask';
import { shownFor } from './parameters/sharedFields';
import { submitEditFields, submitEditOperation } from './parameters/submitEdit';

const loaded = loadedOnUse(async () => await import('./operations/testCredential'));

export class WanVideoEdit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wan Video Edit',
		name: 'wanVideoEdit',
		icon: { light: 'file:wanVideoEdit.svg', dark: 'file:wanVideoEdit.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "getTask" ? "Get Task" : $parameter["operation"] === "estimateEdit" ? "Estimate Edit" : "Submit Edit" }}',
		description:
			'Edit a short video from a text instruction with the Wan 2.7 VideoEdit model. Each edit costs money and usually takes 2–8 minutes. Returns a link to the edited video.',
		defaults: { name: 'Wan Video Edit' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		hints: [
			{
				// Also shown while it runs, and after Stop, when n8n has thrown away what the node has said.
				message:
					'Edits usually take 2–8 minutes. Stopped? Execute it again within a day: an edit that is paid for goes on.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["operation"] === "submitEdit" }}',
			},
		],
		credentials: [{ name: 'wanVideoEditApi', required: true, testedBy: 'wanVideoEditApiTest' }],
		requestDefaults: {
			// Tells n8n which host is the credential's own; authenticate() puts in the checked address.
			baseURL:
				'={{ $credentials.service === "custom" ? $credentials.baseUrl : $credentials.service }}',
			json: true,
			// A redirect could carry the key away, and a status that throws would hide the service's words.
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
		},
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [submitEditOperation, estimateEditOperation, getTaskOperation],
				default: 'submitEdit',
			},
			...shownFor(['submitEdit', 'estimateEdit'], editFields),
			...submitEditFields,
			...shownFor(['submitEdit', 'estimateEdit'], [editOptions]),
			...getTaskFields,
		],
	};

	methods = { credentialTest: { wanVideoEditApiTest: loaded((module) => module.testCredential) } };
}
