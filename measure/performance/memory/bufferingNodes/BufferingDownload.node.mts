import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** Downloads a file the short way: as one buffer, which then goes into n8n's binary store. */
export class BufferingDownload implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Buffering Download',
		name: 'bufferingDownload',
		group: ['input'],
		version: 1,
		description: 'Downloads a file as a buffer',
		defaults: { name: 'Buffering Download' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const downloads = this.getInputData().map(async (_, item) => {
			const url = this.getNodeParameter('url', item) as string;
			const content = (await this.helpers.httpRequest({ url, encoding: 'arraybuffer' })) as Buffer;
			const data = await this.helpers.prepareBinaryData(content, 'video.mp4', 'video/mp4');
			return { json: {}, binary: { data }, pairedItem: { item } };
		});
		return [await Promise.all(downloads)];
	}
}
