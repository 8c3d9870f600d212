import {
	LazyPackageDirectoryLoader,
	PackageDirectoryLoader,
	RoutingNode,
	UnrecognizedNodeTypeError,
} from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	type IExecuteFunctions,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

import { STAND_INS } from './standIns.mts';

/**
 * The node types that the engine knows: those of the built package, loaded the way n8n loads a
 * community package, and what stands for those of n8n's own.
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
		const type = STAND_INS[name] ?? this.ownType(name) ?? this.otherType(name);
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

const asTool = (type: INodeType): INodeType => ({
	...type,
	description: { ...type.description, inputs: [], outputs: [NodeConnectionTypes.AiTool] },
});
