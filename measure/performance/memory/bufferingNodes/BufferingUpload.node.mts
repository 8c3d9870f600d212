import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

const TYPE = 'video/mp4';

const REQUESTS = {
	buffer: (body: Buffer) => ({ headers: { 'Content-Type': TYPE }, body }),
	base64: (content: Buffer) => ({
		json: true,
		body: { video: `data:${TYPE};base64,${content.toString('base64')}` },
	}),
	form: (content: Buffer) => {
		const body = new FormData();
		body.append(
			'file',
			new Blob([new Uint8Array(content.buffer, content.byteOffset, content.length)], {
				type: TYPE,
			}),
			'video.mp4',
		);
		return { body };
	},
};

/** Hands a file to a service the short way: as one buffer, as base64 text within JSON, or in a form. */
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
			{ displayName: 'As', name: 'as', type: 'string', default: 'buffer' },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const as = this.getNodeParameter('as', 0) as keyof typeof REQUESTS;
		const uploads = this.getInputData().map(async (_, item) => {
			const url = this.getNodeParameter('url', item) as string;
			const content = await this.helpers.getBinaryDataBuffer(item, 'data');
			await this.helpers.httpRequest({
				method: 'POST',
				url,
				...REQUESTS[as](content),
			});
			return { json: {}, pairedItem: { item } };
		});
		return [await Promise.all(uploads)];
	}
}
