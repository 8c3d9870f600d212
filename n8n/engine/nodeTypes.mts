import {
	LazyPackageDirectoryLoader,
	PackageDirectoryLoader,
	RoutingNode,
	UnrecognizedNodeTypeError,
} from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	type EngineResponse,
	type IExecuteFunctions,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

/**
 * The node types that the engine knows: those of the built package, loaded the way n8n loads a
 * community package, and those of n8n's own that hand items on or do nothing.
 */
export class NodeTypes implements INodeTypes {
	private constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly others: PackageDirectoryLoader[],
	) {}

	/** @param otherPackages folders of further packages whose nodes workflows may use */
	static async load(packageFolder: string, otherPackages: string[] = []): Promise<NodeTypes> {
		const loader = new PackageDirectoryLoader(packageFolder);
		const others = otherPackages.map((folder) => new LazyPackageDirectoryLoader(folder));
		await Promise.all([loader, ...others].map(async (one) => await one.loadAll()));
		return new NodeTypes(loader, others);
	}

	getByName(name: string): INodeType {
		return this.getByNameAndVersion(name);
	}

	getByNameAndVersion(name: string, version?: number): INodeType {
		const type = handingOn[name] ?? this.ownType(name) ?? this.otherType(name);
		if (type === undefined) throw new UnrecognizedNodeTypeError(...splitName(name));
		return NodeHelpers.getVersionedNodeType(type, version);
	}

	getKnownTypes(): IDataObject {
		return this.loader.known.nodes as unknown as IDataObject;
	}

	getCredentialType(name: string) {
		return this.loader.getCredential(name).type;
	}

	private otherType(name: string): INodeType | IVersionedNodeType | undefined {
		const [packageName, typeName] = splitName(name);
		return this.others.find((other) => other.packageName === packageName)?.getNode(typeName).type;
	}

	private ownType(name: string): INodeType | undefined {
		const [packageName, typeName] = splitName(name);
		if (packageName !== this.loader.packageName) return undefined;
		const type = this.loader.getNode(typeName.replace(TOOL_SUFFIX, '')).type as INodeType;
		return TOOL_SUFFIX.test(typeName) ? asTool(runByRouting(type)) : runByRouting(type);
	}
}

const splitName = (name: string): [string, string] => {
	const dot = name.lastIndexOf('.');
	return [name.slice(0, dot), name.slice(dot + 1)];
};

/** n8n's server gives a declarative node its execute(), and with it the signal of the Stop button. */
function runByRouting(type: INodeType): INodeType {
	return Object.assign(type, {
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const context = this as unknown as ConstructorParameters<typeof RoutingNode>[0];
			return (await new RoutingNode(context, type).runNode()) ?? [];
		},
	});
}

/** n8n's server offers every node that is usable as a tool under its name with this ending, too. */
const TOOL_SUFFIX = /Tool$/;

interface Tool {
	invoke(input: IDataObject): Promise<string>;
}

const asTool = (type: INodeType): INodeType => ({
	...type,
	description: { ...type.description, inputs: [], outputs: [NodeConnectionTypes.AiTool] },
});

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

const handingOn: Record<string, INodeType> = {
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
