import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { n8nsOwnNodes } from '../../n8nsOwnNodes.mts';
import { inFreshProcess } from '../../freshProcess.mts';
import { packInto, type PackedPackage } from '../packedPackage.mts';
import type { LoadTime, NodeFile } from './loadOnce.mts';

const SCRIPT = join(import.meta.dirname, 'loadOnce.mts');

/** Nodes of video services in the npm registry that have no dependencies either. */
const PEERS = [
	'n8n-nodes-creatomate@0.2.0',
	'@blotato/n8n-nodes-blotato@1.0.10',
	'n8n-nodes-upload-post@0.1.32',
];

/** How heavy a node is. */
export interface Weight {
	name: string;
	/** Of n8n's own nodes only one file of many is looked at. */
	packed?: PackedPackage;
	/** How long loading took, in ms. */
	loadMs: number[];
	/** How long the first item of an operation then had to wait for the rest, in ms, where that is known. */
	operationMs: number[];
}

/**
 * Weighs this package, some peers and n8n's HTTP Request node.
 *
 * @param folder an empty one
 * @param runs how often each is loaded, an odd number
 */
export async function weigh(folder: string, runs: number): Promise<Weight[]> {
	const modules = join(process.cwd(), 'node_modules');
	const packages = [
		{ name: 'This package', packed: packInto(join(folder, 'ours'), modules) },
		...PEERS.map((name, number) => ({
			name,
			packed: packInto(join(folder, `peer-${number}`), modules, name),
		})),
	];
	const loads = [
		...packages.map(({ name, packed }) => ({ name, packed, file: firstNode(packed.folder) })),
		{
			name: 'n8n’s HTTP Request node',
			packed: undefined,
			file: nodeFile(join(n8nsOwnNodes(), 'dist/nodes/HttpRequest/HttpRequest.node.js')),
		},
	];
	const [ours] = loads;
	ours.file.operation = join(dirname(ours.file.path), 'operations/submitEdit.js');
	const weights = loads.map(
		({ name, packed }): Weight => ({ name, packed, loadMs: [], operationMs: [] }),
	);
	// In turns, so that whatever else the machine does hits all of them.
	for (let run = 0; run < runs; run++) {
		for (const [number, { file }] of loads.entries()) {
			const { ms, operationMs = [] } = await inFreshProcess<LoadTime>(SCRIPT, file);
			weights[number].loadMs.push(ms);
			weights[number].operationMs.push(...[operationMs].flat());
		}
	}
	return weights;
}

function firstNode(packageFolder: string): NodeFile {
	const about = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	return nodeFile(join(packageFolder, about.n8n.nodes[0]));
}

const nodeFile = (path: string): NodeFile => ({
	path,
	workflowLibrary: createRequire(path).resolve('n8n-workflow'),
});
