/** Loads one node in this process, as n8n does, and sends a LoadTime. Gets a NodeFile as JSON. */
import { createRequire } from 'node:module';
import { basename } from 'node:path';

/** A node and where it is. */
export interface NodeFile {
	path: string;
	/** The n8n-workflow that it uses. */
	workflowLibrary: string;
	/** What is loaded only with the first item of an operation. */
	operation?: string;
}

/** How long loading took, in ms. */
export interface LoadTime {
	ms: number;
	/** The operation, after that. */
	operationMs?: number;
}

const { path, workflowLibrary, operation } = JSON.parse(process.argv[2]) as NodeFile;
const require = createRequire(path);
// n8n has loaded its own library long before any node.
require(workflowLibrary);
const begin = performance.now();
const NodeClass = (require(path) as Record<string, new () => unknown>)[basename(path, '.node.js')];
new NodeClass();
const time: LoadTime = { ms: performance.now() - begin };
if (operation !== undefined) {
	const operationBegin = performance.now();
	require(operation);
	time.operationMs = performance.now() - operationBegin;
}
process.send!(time);
