import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** Hands a file to a service the short way: as one buffer, or as base64 text within JSON. */
export class BufferingUpload implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Buffering Upload',
		name: 'bufferingUpload',
		group: ['output'],
		version: 1,
		description: 'Uploads a file from a buffer',
		defaults: { name: 'Buffering Upload' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'As Base64', name: 'asBase64', type: 'boolean', default: false },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const asBase64 = this.getNodeParameter('asBase64', 0) as boolean;
		const uploads = this.getInputData().map(async (_, item) => {
			const url = this.getNodeParameter('url', item) as string;
			const content = await this.helpers.getBinaryDataBuffer(item, 'data');
			await this.helpers.httpRequest({
				method: 'POST',
				url,
				...(asBase64
					? { json: true, body: { video: `data:video/mp4;base64,${content.toString('base64')}` } }
					: { headers: { 'Content-Type': 'video/mp4' }, body: content }),
			});
			return { json: {}, pairedItem: { item } };
		});
		return [await Promise.all(uploads)];
	}
}
