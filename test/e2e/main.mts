/** Runs the packed node in a real n8n, driven from outside: over its REST interface, and in a browser. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { NEWEST_N8N, OLDEST_N8N } from '../../n8n/server/bringN8n.mts';
import { chosenN8n } from '../../n8n/server/chosenN8n.mts';
import { ENDING_SIGNALS, N8nServer } from '../../n8n/server/n8nServer.mts';
import { CHROMIUM } from '../support/realN8n/chromium.mts';
import { installDebianPackages } from '../support/debianPackages.mts';

const HELP = `Usage: npm run e2e -- [options] [test files]

Runs the packed node in a real n8n: over its REST interface, and in a headless Chromium. The first run
downloads n8n (about 3 GB).

  --n8n WHICH   a version to download (${NEWEST_N8N}; the oldest that is supported is ${OLDEST_N8N}), or the
                program of an n8n that is installed
  --no-browser  only over the REST interface
  --help        show this text`;

const choices = () =>
	parseArgs({
		allowPositionals: true,
		options: {
			n8n: { type: 'string', default: NEWEST_N8N },
			'no-browser': { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});

try {
	const { values, positionals } = choices();
	if (values.help) console.log(HELP);
	else await test(values.n8n, positionals, !values['no-browser']);
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

async function test(n8n: string, files: string[], inBrowser: boolean): Promise<void> {
	const program = await chosenN8n(n8n);
	if (inBrowser && !existsSync(CHROMIUM)) {
		await installDebianPackages(
			['chromium'],
			`There is no ${CHROMIUM}: install your system's Chromium, or set CHROMIUM to its program. Without a browser: --no-browser`,
		);
	}
	const folder = await mkdtemp(join(tmpdir(), 'wan-videoedit-e2e-'));
	const code = await runJest(files, inBrowser, {
		E2E_N8N: JSON.stringify(program),
		E2E_FOLDER: folder,
		TMPDIR: folder,
	});
	await N8nServer.killLeftOversIn(folder);
	if (code === 0) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	else console.log(`The logs of n8n are in ${folder}`);
	process.exitCode = code;
}

async function runJest(
	files: string[],
	inBrowser: boolean,
	env: NodeJS.ProcessEnv,
): Promise<number> {
	const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
	const skipped = inBrowser ? [] : ['--testPathIgnorePatterns', 'test/e2e/browser/'];
	const child = spawn(
		process.execPath,
		[jest, '--config', 'test/e2e/jest.config.mjs', ...files, ...skipped],
		{ env: { ...process.env, ...env }, stdio: 'inherit' },
	);
	// There is something to clear away after the tests.
	for (const signal of ENDING_SIGNALS) process.on(signal, () => child.kill(signal));
	const [code] = (await once(child, 'exit')) as [number | null];
	return code ?? 1;
}
