import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import { NEWEST_N8N } from '../n8n/server/bringN8n.mts';
import { chosenN8n } from '../n8n/server/chosenN8n.mts';

/** For processes that this one starts. */
const FOLDER_VARIABLE = 'FOLDER_OF_N8NS_OWN_NODES';

/** Brings the n8n whose own nodes measurements compare with (about 3 GB, once). */
export async function bringN8nsOwnNodes(): Promise<void> {
	const { args } = await chosenN8n(NEWEST_N8N);
	const program = createRequire(realpathSync(args[0]));
	process.env[FOLDER_VARIABLE] = dirname(program.resolve('n8n-nodes-base/package.json'));
}

/**
 * The folder of n8n's own nodes.
 *
 * @throws when neither this process nor the one that started it has brought them
 */
export function n8nsOwnNodes(): string {
	const folder = process.env[FOLDER_VARIABLE];
	if (folder === undefined) throw new Error('n8n’s own nodes have not been brought');
	return folder;
}
