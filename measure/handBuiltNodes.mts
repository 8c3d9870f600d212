import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

/** One of n8n's own nodes, by the name of its type without the package. */
export const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	settings: Partial<INode> = {},
): INode => ({
	id: name,
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
	...settings,
});

/** An HTTP Request, which people build workflows by hand with. */
export const httpRequest = (
	name: string,
	parameters: INodeParameters,
	settings?: Partial<INode>,
): INode => node(name, 'httpRequest', 4.2, parameters, settings);

/** The parameters of an HTTP Request that carries the key of the service. */
export const withKey = (apiKey: string, parameters: INodeParameters): INodeParameters => ({
	sendHeaders: true,
	headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${apiKey}` }] },
	...parameters,
});

/** The parameters of an HTTP Request that submits an edit. */
export const submitByHand = (apiUrl: string, apiKey: string, body: object): INodeParameters =>
	withKey(apiKey, {
		method: 'POST',
		url: `${apiUrl}/v1/videos/generations`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: JSON.stringify({ model: 'wan2.7-videoedit', ...body }),
	});

/** The parameters of an HTTP Request that stores the video of a task. */
export const downloadByHand: INodeParameters = {
	url: '={{ $json.data.result.videos[0].url[0] }}',
	options: { response: { response: { responseFormat: 'file' } } },
};

/** One node per output. */
export const to = (from: string, nodes: string[]): IConnections => ({
	[from]: { main: nodes.map((name) => [{ node: name, type: 'main', index: 0 }]) },
});

/** The parameters of an If that compares the status of a task. */
export const statusIs = (status: string): INodeParameters => ({
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
		combinator: 'and',
		conditions: [
			{
				id: status,
				leftValue: '={{ $json.data.status }}',
				rightValue: status,
				operator: { type: 'string', operation: 'equals' },
			},
		],
	},
});
