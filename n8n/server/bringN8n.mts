import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, statfs, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

import envPaths from 'env-paths';

import { Claim } from './claim.mts';
import type { N8nProgram } from './n8nProgram.mts';

/** The newest n8n that installs and is tested. */
export const NEWEST_N8N = '2.41.1';
/** The newest that Node.js 20 can run: `npm install n8n` gives it to those who have that one. */
export const MIDDLE_N8N = '2.8.4';
/** The oldest n8n that is tested: the last line before 2.0. */
export const OLDEST_N8N = '1.123.81';

/** What all these versions of n8n run on, brought along: this process may run on another. */
const NODE_FOR_N8N = '24.21.0';
const NEEDED_BYTES = 5 * 1024 ** 3;

/** n8n 1 takes this one package from elsewhere than the npm registry, which has it, too. */
const PACKAGE_JSON = { private: true, overrides: { xlsx: '0.18.5' } };

/** Says what is going on, in a few words. */
export type Progress = (text: string) => void;

/** Where n8n is kept between runs, outside of this folder. */
const cacheFolder = () => envPaths('n8n-nodes-wan-videoedit', { suffix: '' }).cache;

/** Where this version of n8n is kept once it is whole. */
const homeOf = (version: string) => join(cacheFolder(), `n8n-${version}`);

/** What npm is to install for a version of n8n: n8n, and the Node.js that it runs on. */
const packagesFor = (version: string) => [`n8n@${version}`, `${nodePackage()}@${NODE_FOR_N8N}`];

/**
 * Gives an n8n of this version, and installs it when it is not here yet: into a folder of another name,
 * which gets its own only when all went well. Of several processes that need it, one installs it, and the
 * others wait.
 *
 * @param packages for npm, from its registry unless they say otherwise
 * @throws when it cannot be brought; the message says what to do
 */
export async function bringN8n(
	version: string,
	progress: Progress,
	packages = packagesFor(version),
): Promise<N8nProgram> {
	const home = homeOf(version);
	const claim = await Claim.toMake(
		home,
		() => existsSync(home),
		() => progress(`Waiting for n8n ${version}, which another program is downloading`),
	);
	if (claim) {
		try {
			await checkSpace(claim.folder);
			await writeFile(join(claim.folder, 'package.json'), JSON.stringify(PACKAGE_JSON));
			progress(`Downloading n8n ${version}`);
			await install(claim.folder, packages, (count) =>
				progress(`Downloading n8n ${version}: ${count} packages`),
			);
			progress('Building the database driver');
			await buildDatabaseDriver(claim.folder);
			await rename(claim.folder, home);
		} finally {
			await claim.drop();
		}
	}
	const node = nodeIn(home);
	return {
		version,
		command: node,
		args: [join(home, 'node_modules', 'n8n', 'bin', 'n8n')],
		path: dirname(node),
	};
}

async function install(
	folder: string,
	packages: string[],
	onCount: (count: number) => void,
): Promise<void> {
	let files = 0;
	await npm(folder, ['install', '--ignore-scripts', '--loglevel=http', ...packages], (line) => {
		if (line.includes('.tgz')) onCount(++files);
	});
}

const buildDatabaseDriver = async (folder: string) =>
	await npm(
		folder,
		['rebuild', '--ignore-scripts=false', '--foreground-scripts', 'sqlite3'],
		() => {},
	);

/** It holds the program and its headers. */
const nodePackage = () => {
	const system = process.platform === 'win32' ? 'win' : process.platform;
	return `node-${system}-${process.arch}`;
};

const nodeIn = (home: string) =>
	join(
		home,
		'node_modules',
		nodePackage(),
		'bin',
		process.platform === 'win32' ? 'node.exe' : 'node',
	);

async function npm(folder: string, args: string[], onLine: (line: string) => void): Promise<void> {
	const node = nodeIn(folder);
	const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--no-package-lock'], {
		cwd: folder,
		env: {
			...process.env,
			// Native modules are built for the Node.js that n8n runs on, with that one's own headers.
			PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
			npm_config_nodedir: dirname(dirname(node)),
		},
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32',
	});
	const last: string[] = [];
	for (const input of [child.stdout, child.stderr]) {
		createInterface({ input }).on('line', (line) => {
			onLine(line);
			if (/ERR!|error/i.test(line)) last.push(line);
		});
	}
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject).once('close', resolve);
	});
	if (code !== 0) throw new Error(wordsFor(last));
}

function wordsFor(errors: string[]): string {
	const text = errors.join('\n');
	if (/ENOSPC|no space left/i.test(text)) return tooFull(cacheFolder());
	const said = errors.slice(-8).join('\n');
	if (/ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|network/i.test(text)) {
		return `n8n could not be downloaded:\n${said}\nCheck the network and run this again: npm keeps what has arrived.`;
	}
	if (/gyp/i.test(text)) {
		return `n8n's database driver could not be compiled:\n${said}\nIt takes Python 3, make and a C++ compiler; on Debian: apt-get install python3 make g++`;
	}
	return `n8n could not be installed:\n${said}\nOr install n8n yourself, and name its program with --n8n.`;
}

async function checkSpace(folder: string): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize < NEEDED_BYTES) throw new Error(tooFull(folder));
}

const tooFull = (folder: string) =>
	`The disk is full: n8n needs 5 GB in ${folder}. Make room, or set XDG_CACHE_HOME to another folder.`;
