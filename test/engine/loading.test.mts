import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

const DIST = resolve('dist');

/** What n8n loads of the package, as paths in the folder of the node. */
async function loadedFiles(): Promise<string[]> {
	const script = `
		require(${JSON.stringify(`${DIST}/nodes/WanVideoEdit/WanVideoEdit.node.js`)});
		console.log(JSON.stringify(Object.keys(require.cache)));`;
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
	const folder = `${DIST}/nodes/WanVideoEdit/`;
	return (JSON.parse(stdout) as string[]).flatMap((path) =>
		path.startsWith(folder) ? [path.slice(folder.length)] : [],
	);
}

test('what it takes to fetch, cut and join a long video is not loaded with the node', async () => {
	const loaded = await loadedFiles();
	expect(loaded).toContain('operations/submitEdit.js');
	expect(
		loaded.filter((path) =>
			/^remux\/|\/(fetchSource|cutVideo|storeParts|joinVideo)\.js$/.test(path),
		),
	).toEqual([]);
});
