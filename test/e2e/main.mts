/** Runs the packed node in a real n8n, driven from outside: over its REST interface, and in a browser. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';

import { MIDDLE_N8N, NEWEST_N8N, OLDEST_N8N } from '../../n8n/server/bringN8n.mts';
import { chosenN8n } from '../../n8n/server/chosenN8n.mts';
import { CREDENTIAL_TYPE, credentialsFor } from '../../n8n/server/examples.mts';
import { assertReaches, foreignN8n } from '../../n8n/server/foreignN8n.mts';
import type { N8nProgram } from '../../n8n/server/n8nProgram.mts';
import { ENDING_SIGNALS, N8nServer } from '../../n8n/server/n8nServer.mts';
import { startSimulator } from '../../simulator/index.mts';
import { installDebianPackages } from '../support/debianPackages.mts';
import { CHROMIUM } from '../support/realN8n/chromium.mts';
import { ForeignRest } from '../support/realN8n/foreignRest.mts';
import type { ForeignInstance } from '../support/realN8n/instance.mts';
import { leftOutIn } from './ownN8n.mts';

const HELP = `Usage: npm run e2e -- [options] [test files]

Runs the packed node in a real n8n: over its REST interface, and in a headless Chromium. The first run
downloads n8n (about 3 GB).

  --n8n WHICH   a version to download (${NEWEST_N8N}; also tested are ${MIDDLE_N8N} and the oldest that is
                supported, ${OLDEST_N8N}), or the program of an n8n that is installed
  --no-browser  only over the REST interface
  --download    only downloads what the tests need
  --url URL     in an n8n that is running on this machine and has the node installed, over its REST
                interface; the environment variables N8N_EMAIL and N8N_PASSWORD have a login of its owner.
                All that tests create there is removed, and nothing else is touched
  --help        show this text`;

const choices = () =>
	parseArgs({
		allowPositionals: true,
		options: {
			n8n: { type: 'string' },
			'no-browser': { type: 'boolean', default: false },
			download: { type: 'boolean', default: false },
			url: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});

try {
	const { values, positionals } = choices();
	const { url, n8n = NEWEST_N8N } = values;
	if (values.help) console.log(HELP);
	else if (url === undefined) {
		const program = await bring(n8n, !values['no-browser']);
		if (!values.download) await test(program, positionals, !values['no-browser']);
	} else if (values.n8n === undefined) await testForeign(url, positionals);
	else throw new Error('Enter --url or --n8n, not both');
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

async function bring(n8n: string, inBrowser: boolean): Promise<N8nProgram> {
	const program = await chosenN8n(n8n);
	if (inBrowser && !existsSync(CHROMIUM)) {
		await installDebianPackages(
			['chromium'],
			`There is no ${CHROMIUM}: install your system's Chromium, or set CHROMIUM to its program. Without a browser: --no-browser`,
		);
	}
	return program;
}

async function test(program: N8nProgram, files: string[], inBrowser: boolean): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'wan-videoedit-e2e-'));
	const code = await runJest(
		[...files, ...(inBrowser ? [] : ['--testPathIgnorePatterns=test/e2e/browser/'])],
		{ E2E_N8N: JSON.stringify(program), E2E_FOLDER: folder, TMPDIR: folder },
	);
	await N8nServer.killLeftOversIn(folder);
	if (code === 0) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	else console.log(`The logs of n8n are in ${folder}`);
	process.exitCode = code;
}

/** The same in an n8n that somebody else has started. */
async function testForeign(url: string, files: string[]): Promise<void> {
	const { rest, settings } = await foreignN8n(url);
	const folder = await mkdtemp(join(tmpdir(), 'wan-videoedit-e2e-'));
	const instance: ForeignInstance = {
		origin: rest.origin,
		version: settings.versionCli,
		session: rest.session,
		journal: join(folder, 'created'),
	};
	const own = new ForeignRest(instance.origin, instance.session, instance.journal);
	try {
		await own.removeLeftOvers();
		await assertItReaches(own);
		const { reasons, arguments: leftOut } = leftOutIn(settings);
		console.log(`n8n ${instance.version} at ${instance.origin}. Left out there:`);
		for (const reason of reasons) console.log(`  ${reason}`);
		// One after the other: they all use the same tables of the same n8n.
		process.exitCode = await runJest([...files, ...leftOut, '--maxWorkers=1'], {
			E2E_FOREIGN: JSON.stringify(instance),
			TMPDIR: folder,
		});
	} finally {
		// What a test that did not end properly has left.
		await own.removeCreated();
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function assertItReaches(rest: ForeignRest): Promise<void> {
	const simulator = await startSimulator();
	try {
		const { name, data } = credentialsFor(simulator).first;
		const credential = await rest.createCredential(name, CREDENTIAL_TYPE, data);
		await assertReaches(rest, credential, simulator);
	} finally {
		await simulator.close();
	}
}

async function runJest(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
	const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
	const child = spawn(process.execPath, [jest, '--config', 'test/e2e/jest.config.mjs', ...args], {
		env: { ...process.env, ...env },
		stdio: 'inherit',
		// Jest does not end its workers when it is interrupted: all of them are ended together.
		detached: process.platform !== 'win32',
	});
	// There is something to clear away after the tests.
	for (const signal of ENDING_SIGNALS) process.on(signal, () => endAll(child, signal));
	const [code] = (await once(child, 'exit')) as [number | null];
	endAll(child, 'SIGKILL');
	// What is killed ends a moment later.
	await delay(1_000);
	return code ?? 1;
}

function endAll(child: ChildProcess, signal: NodeJS.Signals): void {
	if (process.platform === 'win32') child.kill(signal);
	else {
		try {
			process.kill(-child.pid!, signal);
		} catch {
			// All of them have ended already.
		}
	}
}
