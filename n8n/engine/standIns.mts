import { runInNewContext } from 'node:vm';

import {
	NodeConnectionTypes,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

interface Tool {
	invoke(input: IDataObject): Promise<string>;
}

const { AiTool, Main } = NodeConnectionTypes;

const description = (name: string, ends: Pick<INodeTypeDescription, 'inputs' | 'outputs'>) => ({
	displayName: name,
	name,
	group: ['transform' as const],
	version: 1,
	description: '',
	defaults: {},
	properties: [],
	...ends,
});

async function handOn(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await Promise.resolve([this.getInputData()]);
}

/** What stands for nodes of n8n's own, by their names: they do what the examples and tests need of them. */
export const STAND_INS: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': {
		description: description('manualTrigger', { inputs: [], outputs: [Main] }),
		trigger: async () => await Promise.resolve({}),
	},
	/** What a form receives comes in as the items of the execution. */
	'n8n-nodes-base.formTrigger': {
		description: description('formTrigger', { inputs: [], outputs: [Main] }),
		webhook: async () => await Promise.resolve({}),
	},
	/** The last page of a form gets what the workflow made for it. */
	'n8n-nodes-base.form': {
		description: description('form', { inputs: [Main], outputs: [Main] }),
		execute: handOn,
	},
	'n8n-nodes-base.noOp': {
		description: description('noOp', { inputs: [Main], outputs: [Main] }),
		execute: handOn,
	},
	/** Resolves its conditions as n8n does. */
	'n8n-nodes-base.if': {
		description: {
			...description('if', { inputs: [Main], outputs: [Main, Main] }),
			properties: [
				{
					displayName: 'Conditions',
					name: 'conditions',
					type: 'filter',
					default: {},
					typeOptions: { filter: { version: 2, caseSensitive: true, typeValidation: 'loose' } },
				},
			],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const isTrue = (_item: INodeExecutionData, at: number) =>
				this.getNodeParameter('conditions', at, false, { extractValue: true }) as boolean;
			const items = this.getInputData();
			const isFalse = (item: INodeExecutionData, at: number) => !isTrue(item, at);
			return await Promise.resolve([items.filter(isTrue), items.filter(isFalse)]);
		},
	},
	/** Runs its code once for all items, in this process. */
	'n8n-nodes-base.code': {
		description: {
			...description('code', { inputs: [Main], outputs: [Main] }),
			properties: [{ displayName: 'Code', name: 'jsCode', type: 'string', default: '' }],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const { $ } = this.getWorkflowDataProxy(0) as { $: unknown };
			const code = this.getNodeParameter('jsCode', 0) as string;
			const items = runInNewContext(`(() => {${code}})()`, { $ }) as INodeExecutionData[];
			return await Promise.resolve([items]);
		},
	},
	/** Stands where an AI agent would: calls its tool once per item, with the item's JSON. */
	'harness.agent': {
		description: description('agent', {
			inputs: [Main, { type: AiTool, maxConnections: 1 }],
			outputs: [Main],
		}),
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const tool = (await this.getInputConnectionData(AiTool, 0)) as Tool;
			const answers = this.getInputData().map(async ({ json }) => await tool.invoke(json));
			return [(await Promise.all(answers)).map((answer) => ({ json: { answer } }))];
		},
	},
	/** The same as newer agents do it: asks n8n to run the tool, twice at most when a call fails. */
	'harness.newAgent': {
		description: description('newAgent', {
			inputs: [Main, { type: AiTool, maxConnections: 1 }],
			outputs: [Main],
		}),
		async execute(this: IExecuteFunctions, response?: EngineResponse) {
			const answers = response?.actionResponses ?? [];
			const last = answers.at(-1)?.data.data?.ai_tool?.[0]?.[0]?.json;
			if (last?.error === undefined && last !== undefined) return [[{ json: last }]];
			if (answers.length >= 2) return [[{ json: { error: last?.error } }]];
			const [nodeName] = this.getParentNodes(this.getNode().name, {
				connectionType: AiTool,
			}).map(({ name }) => name);
			const input = this.getInputData()[0].json;
			const id = `call ${answers.length}`;
			return await Promise.resolve({
				actions: [
					{
						actionType: 'ExecutionNodeAction' as const,
						nodeName,
						input,
						type: AiTool,
						id,
						metadata: {},
					},
				],
				metadata: {},
			});
		},
	},
	/** Sends a request as n8n's HTTP Request does with a credential: the same helper, redirects are followed. */
	'harness.httpRequest': {
		description: {
			...description('httpRequest', { inputs: [Main], outputs: [Main] }),
			credentials: [{ name: 'wanVideoEditApi' }],
			properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const request = {
				uri: this.getNodeParameter('url', 0) as string,
				json: true,
				followRedirect: true,
				followAllRedirects: true,
				sendCredentialsOnCrossOriginRedirect: true,
			};
			const answer = (await this.helpers.requestWithAuthentication.call(
				this,
				'wanVideoEditApi',
				request,
			)) as IDataObject;
			return [[{ json: answer }]];
		},
	},
	'n8n-nodes-base.stickyNote': {
		description: description('stickyNote', { inputs: [], outputs: [] }),
	},
};
