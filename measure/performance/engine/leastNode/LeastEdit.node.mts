import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { bareEdit, type BareEdit } from '../bareEdit.mts';

/**
 * The same as the bare requests, in a node: n8n sends them, adds the key and stores the video, and nothing is checked or
 * kept. What it costs above them is n8n's own part.
 */
export class LeastEdit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Least Edit',
		name: 'leastEdit',
		group: ['transform'],
		version: 1,
		description: 'Edits a video',
		defaults: { name: 'Least Edit' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'wanVideoEditApi', required: true }],
		properties: [
			{ displayName: 'Base URL', name: 'baseURL', type: 'string', default: '' },
			{ displayName: 'Video URL', name: 'videoUrl', type: 'string', default: '' },
			{ displayName: 'Task Time', name: 'taskTimeMs', type: 'number', default: 0 },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const edits = this.getInputData().map(async (_, item) => {
			const baseURL = this.getNodeParameter('baseURL', item) as string;
			const videoUrl = this.getNodeParameter('videoUrl', item) as string;
			const ask = async (request: IHttpRequestOptions) =>
				(await this.helpers.httpRequestWithAuthentication.call(this, 'wanVideoEditApi', {
					...request,
					baseURL,
					json: true,
				})) as unknown;
			const { helpers } = this;
			const how: BareEdit<INodeExecutionData> = {
				post: async (url, body) => await ask({ method: 'POST', url, body }),
				get: async (url) => await ask({ method: 'GET', url }),
				save: async (url, name) => {
					const video = (await helpers.httpRequest({ url, encoding: 'stream' })) as Buffer;
					const data = await helpers.prepareBinaryData(video, name, 'video/mp4');
					return { json: {}, binary: { data }, pairedItem: { item } };
				},
			};
			const taskTimeMs = this.getNodeParameter('taskTimeMs', item) as number;
			return await bareEdit(how, { videoUrl, taskTimeMs, number: item });
		});
		return [await Promise.all(edits)];
	}
}
