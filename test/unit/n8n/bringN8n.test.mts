import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';

/** Packages in the place of n8n and its database driver, so that nothing is downloaded. */
let packages: string[];
let folder: string;
let cache: string;
/** As soon as it is there, the database drivers are built. */
const go = () => join(cache, 'go');
/** Gets a line for each database driver that is being built. */
const built = () => join(cache, 'built');

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bring-'));
	const build = `
		const fs = require('node:fs');
		fs.appendFileSync(process.env.TEST_BUILT, 'x\\n');
		const timer = setInterval(() => fs.existsSync(process.env.TEST_GO) && clearInterval(timer), 50);`;
	packages = await Promise.all([
		packageOf('n8n', { 'bin/n8n': 'It is whole' }),
		packageOf('sqlite3', { 'build.js': build }, { install: 'node build.js' }),
	]);
});
afterAll(async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }));

let round = 0;
const begun: Bringing[] = [];
const begin = async (): Promise<Bringing> => {
	cache = join(folder, `cache-${round}`);
	await mkdir(cache, { recursive: true });
	const bringing = new Bringing();
	begun.push(bringing);
	return bringing;
};
afterEach(() => {
	for (const bringing of begun.splice(0)) bringing.kill();
	round++;
});

async function packageOf(
	name: string,
	files: Record<string, string>,
	scripts?: Record<string, string>,
): Promise<string> {
	const home = join(folder, name);
	const all = { ...files, 'package.json': JSON.stringify({ name, version: '1.0.0', scripts }) };
	for (const [file, text] of Object.entries(all)) {
		await mkdir(join(home, file, '..'), { recursive: true });
		await writeFile(join(home, file), text);
	}
	const child = spawn('npm', ['pack', '--silent', '--pack-destination', folder, home]);
	await once(child, 'exit');
	return `file:${join(folder, `${name}-1.0.0.tgz`)}`;
}

/** A process that brings n8n 9.9.9, and all that it starts. */
class Bringing {
	private readonly lines: string[] = [];
	private readonly child: ChildProcess;
	readonly exited: Promise<unknown>;

	constructor() {
		const script = join(import.meta.dirname, '../../support/bringing.mts');
		const env = {
			...process.env,
			XDG_CACHE_HOME: cache,
			npm_config_offline: 'true',
			TEST_GO: go(),
			TEST_BUILT: built(),
		};
		const args = ['--import', 'tsx', script, '9.9.9', ...packages];
		this.child = spawn(process.execPath, args, {
			env,
			stdio: ['ignore', 'pipe', 2],
			detached: true,
		});
		createInterface({ input: this.child.stdout! }).on('line', (line) => this.lines.push(line));
		this.exited = once(this.child, 'exit');
	}

	async says(text: string): Promise<void> {
		while (!this.lines.some((line) => line.startsWith(text))) {
			if (this.child.exitCode !== null) throw new Error(`It ended without "${text}"`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	/** @returns the whole n8n */
	async brings(): Promise<string> {
		await this.says('Brought ');
		await this.exited;
		return await readFile(this.lines.at(-1)!.replace('Brought ', ''), 'utf8');
	}

	kill(): void {
		try {
			process.kill(-this.child.pid!, 'SIGKILL');
		} catch {
			// It has ended.
		}
	}
}

const builds = async () => (await readFile(built(), 'utf8')).trim().split('\n').length;
const homes = async () => (await readdir(join(cache, 'n8n-nodes-wan-videoedit'))).sort();
const letGo = async () => await writeFile(go(), '');
const BUILDING = 'Building the database driver';
const WAITING = 'Waiting for n8n 9.9.9, which another program is downloading';

test('a second process waits for the first, and uses what that one has brought', async () => {
	const first = await begin();
	await first.says(BUILDING);
	const second = await begin();
	await second.says(WAITING);
	await letGo();
	expect(await Promise.all([first.brings(), second.brings()])).toEqual([
		'It is whole',
		'It is whole',
	]);
	expect(await builds()).toBe(1);
	expect(await homes()).toEqual(['n8n-9.9.9']);
});

test('when the first is killed, the one that waits does it, and what the first has left is removed', async () => {
	const first = await begin();
	await first.says(BUILDING);
	const second = await begin();
	await second.says(WAITING);
	first.kill();
	await second.says(BUILDING);
	await letGo();
	expect(await second.brings()).toBe('It is whole');
	expect(await homes()).toEqual(['n8n-9.9.9']);
});

test('of several that begin at the same time, one does it', async () => {
	const all = await Promise.all([begin(), begin(), begin()]);
	await Promise.race(all.map(async (each) => await each.says(BUILDING)));
	await letGo();
	for (const each of all) expect(await each.brings()).toBe('It is whole');
	expect(await builds()).toBe(1);
	expect(await homes()).toEqual(['n8n-9.9.9']);
});
