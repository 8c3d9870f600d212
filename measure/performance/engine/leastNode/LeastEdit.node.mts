import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { bareEdit, type BareEdit } from '../bareEdit.mts';

/** As much of the source as this node reads at first. */
const LOOK = 'bytes=0-65535';

/**
 * The same requests as this node's, in a node: n8n sends them, adds the key and stores the video, and nothing is judged or
 * kept. What it costs above the bare requests is what they cost in n8n, and nobody's code.
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
			{ displayName: 'Checks', name: 'checks', type: 'number', default: 1 },
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
				look: async (url) =>
					(await helpers.httpRequest({ url, headers: { Range: LOOK }, encoding: 'arraybuffer' })) as Buffer,
				post: async (url, body) => await ask({ method: 'POST', url, body }),
				get: async (url) => await ask({ method: 'GET', url }),
				save: async (url, name) => {
					const video = (await helpers.httpRequest({ url, encoding: 'stream' })) as Buffer;
					const data = await helpers.prepareBinaryData(video, name, 'video/mp4');
					return { json: {}, binary: { data }, pairedItem: { item } };
				},
			};
			const taskTimeMs = this.getNodeParameter('taskTimeMs', item) as number;
			const checks = this.getNodeParameter('checks', item) as number;
			return await bareEdit(how, { videoUrl, taskTimeMs, number: item, checks });
		});
		return [await Promise.all(edits)];
	}
}
