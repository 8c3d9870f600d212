import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { makeFolderForNodes } from '../../../n8n/server/folderForNodes.mts';
import type { N8nProgram } from '../../../n8n/server/n8nProgram.mts';
import { Instance } from '../../support/realN8n/instance.mts';

let n8n: Instance;
const loaded = join(process.env.E2E_FOLDER ?? '', 'loaded.txt');
beforeAll(async () => {
	const whereLoaded = join(import.meta.dirname, '../../support/realN8n/whereLoaded.cjs');
	n8n = await Instance.start({
		NODE_OPTIONS: `--require ${whereLoaded}`,
		TEST_WHERE_LOADED: loaded,
	});
});
afterAll(async () => await n8n?.close());

test('the installed node gets n8n’s own n8n-workflow', async () => {
	const all = new Set((await readFile(loaded, 'utf8')).trim().split('\n'));
	const { args } = JSON.parse(process.env.E2E_N8N!) as N8nProgram;
	const own = dirname(dirname(dirname(await realpath(args[0]))));
	expect(all.size).toBe(1);
	for (const file of all) expect(await realpath(file)).toContain(`${own}/n8n-workflow/`);
});

test('n8n shows the node’s own message, and no code in it that n8n has words of its own for', async () => {
	const execution = await n8n.execute({ videoUrl: 'ECONNREFUSED ENOTFOUND 503' });
	expect(execution.status).toBe('error');
	const { message, description } = execution.data.resultData.error!;
	expect(message).toMatch(/^Video URL .*connection refused host unknown 503/);
	expect(description).toContain('is not billed');
});

test('in a folder where the node would get another n8n-workflow, it is not installed', async () => {
	const folder = await mkdtemp('data-of-n8n-');
	await expect(makeFolderForNodes(folder)).rejects.toThrow(
		/instead of n8n's own.*Choose a folder outside of/,
	);
	await rm(folder, { recursive: true });
});
