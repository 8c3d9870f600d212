import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { makeFolderForNodes } from './folderForNodes.mts';

const run = promisify(execFile);
const onWindows = { shell: process.platform === 'win32' };

/**
 * Packs this package and installs the tarball where n8n keeps community packages. What else is
 * installed there stays.
 *
 * @param userFolder the N8N_USER_FOLDER of the instance
 * @throws when the node would not get n8n's own n8n-workflow there
 */
export async function installNode(userFolder: string): Promise<void> {
	const { name } = JSON.parse(await readFile('package.json', 'utf8')) as { name: string };
	const folder = join(userFolder, '.n8n', 'nodes');
	await makeFolderForNodes(folder);
	await rm(join(folder, 'node_modules', name), { recursive: true, force: true });
	const manifest = join(folder, 'package.json');
	if (!existsSync(manifest)) {
		await writeFile(manifest, JSON.stringify({ name: 'installed-nodes', private: true }));
	}
	const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], onWindows);
	const [{ filename }] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
	await run(
		'npm',
		[
			'install',
			'--ignore-scripts',
			'--omit=dev',
			'--legacy-peer-deps',
			'--offline',
			`./${filename}`,
		],
		{ cwd: folder, ...onWindows },
	);
}
