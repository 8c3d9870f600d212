import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

const FOLDER = resolve('dist/nodes/WanVideoEdit');

/** What is loaded of the node after these files, as paths in its folder. */
async function loadedWith(...files: string[]): Promise<string[]> {
	const script = `
		for (const file of ${JSON.stringify(files)}) require(${JSON.stringify(FOLDER)} + '/' + file);
		console.log(JSON.stringify(Object.keys(require.cache)));`;
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
	return (JSON.parse(stdout) as string[]).flatMap((path) =>
		path.startsWith(`${FOLDER}/`) ? [path.slice(FOLDER.length + 1)] : [],
	);
}

test('n8n’s start loads the description of the node, and nothing of what an operation does', async () => {
	const loaded = await loadedWith('WanVideoEdit.node.js');
	expect(loaded).toContain('parameters/submitEdit.js');
	expect(
		loaded.filter((path) => !/^(WanVideoEdit\.node|parameters\/|n8n\/loadedOnUse)/.test(path)),
	).toEqual(['service/listPrices.js', 'service/apimart/paths.js']);
});

test('what it takes to fetch, cut and join a long video is not loaded with an edit', async () => {
	const loaded = await loadedWith('operations/submitEdit.js');
	expect(loaded).toContain('purchase/submit.js');
	expect(
		loaded.filter((path) =>
			/^remux\/|\/(fetchSource|cutVideo|storeParts|joinVideo)\.js$/.test(path),
		),
	).toEqual([]);
});
