import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const HOME = join(import.meta.dirname, 'reliability');

/** Where {@link n8nsOwnNodes} are. */
export const N8NS_OWN_NODES = join(HOME, 'node_modules', 'n8n-nodes-base');

/** Brings n8n's own nodes, which only measurements need to compare with, and gives their folder. */
export function n8nsOwnNodes(): string {
	if (!existsSync(N8NS_OWN_NODES)) {
		console.log(
			'Installing n8n’s own nodes into measure/reliability/node_modules (about 800 MB, once) …',
		);
		execFileSync('npm', ['ci', '--omit=optional'], { cwd: HOME, stdio: 'inherit' });
	}
	return N8NS_OWN_NODES;
}
