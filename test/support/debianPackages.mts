import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { step } from '../../n8n/server/step.mts';

const run = promisify(execFile);

/**
 * Installs packages of Debian, where the user may do that.
 *
 * @param otherwise what to do where not
 * @throws when they are not installed
 */
export async function installDebianPackages(packages: string[], otherwise: string): Promise<void> {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(otherwise);
	await step(`Installing ${packages.join(' and ')}`, async () => {
		// Old lists may do.
		await run('apt-get', ['update', '-qq']).catch(() => {});
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
	});
}
