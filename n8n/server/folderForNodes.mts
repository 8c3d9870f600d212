import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Makes a folder for packages that n8n is to load. A package there must get n8n's own n8n-workflow, which
 * n8n gives to those that find none beside them or above: with another copy, n8n does not know the errors
 * of a node for its own, and shows them in other words.
 *
 * @throws when the packages would find another copy
 */
export async function makeFolderForNodes(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	let above = await realpath(folder);
	for (;;) {
		const copy = join(above, 'node_modules', 'n8n-workflow');
		if (existsSync(copy)) {
			throw new Error(
				`Nodes in ${folder} would use ${copy} instead of n8n's own, and n8n would show their errors in other words. Choose a folder outside of ${above}.`,
			);
		}
		if (above === dirname(above)) return;
		above = dirname(above);
	}
}
