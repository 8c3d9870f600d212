/** Loads one node in this process, as n8n does, and sends how long it took in ms. Gets a NodeFile as JSON. */
import { createRequire } from 'node:module';
import { basename } from 'node:path';

/** A node and where it is. */
export interface NodeFile {
	path: string;
	/** The n8n-workflow that it uses. */
	workflowLibrary: string;
}

const { path, workflowLibrary } = JSON.parse(process.argv[2]) as NodeFile;
const require = createRequire(path);
// n8n has loaded its own library long before any node.
require(workflowLibrary);
const begin = performance.now();
const NodeClass = (require(path) as Record<string, new () => unknown>)[basename(path, '.node.js')];
new NodeClass();
process.send!(performance.now() - begin);
