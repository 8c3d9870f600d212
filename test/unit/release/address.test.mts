import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';

const SCRIPTS = ['address', 'checkRelease', 'setAddress'].map((name) => `scripts/${name}.mjs`);
/** Every place that has the address of the repository, or of pages that stand in for it. */
const PLACES = [
	'package.json',
	'nodes/WanVideoEdit/WanVideoEdit.node.json',
	'credentials/WanVideoEditApi.credentials.ts',
	'.github/ISSUE_TEMPLATE/config.yml',
];
const MADE_UP = 'github.com/n8n-nodes-wan-videoedit/';

interface Manifest {
	private?: boolean;
	homepage: string;
	repository: { url: string };
	bugs: { url: string };
	author: { name: string; email: string };
}

const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The files of this repository that a release looks at, to change them. */
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'wan-videoedit-address-'));
	folders.push(folder);
	for (const file of [...SCRIPTS, ...PLACES, 'README.md', '.npmrc']) {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		cpSync(file, join(folder, file));
	}
});

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const change = (file: string, how: (text: string) => string) =>
	writeFileSync(join(folder, file), how(read(file)));
const changeManifest = (how: (manifest: Manifest) => void) =>
	change('package.json', (text) => {
		const manifest = JSON.parse(text) as Manifest;
		how(manifest);
		return `${JSON.stringify(manifest, null, 2)}\n`;
	});
const run = (script: string, env: NodeJS.ProcessEnv = {}) => {
	const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, script)], {
		encoding: 'utf8',
		env: { ...process.env, GITHUB_REPOSITORY: '', ...env },
	});
	return { status, said: stdout + stderr };
};
const checkRelease = (env?: NodeJS.ProcessEnv) => run('scripts/checkRelease.mjs', env);

/** As somebody does who makes the project public. */
function makePublic() {
	changeManifest((manifest) => {
		manifest.repository.url = 'git+https://github.com/jane-doe/n8n-nodes-wan-videoedit.git';
		manifest.author = { name: 'Jane Doe', email: 'jane@doe.io' };
	});
	run('scripts/setAddress.mjs');
	change('README.md', (text) => text.replace(/not on npm yet/gi, 'on npm'));
}

describe('while the address of the project is made up', () => {
	test('a release is refused, in words that say what to do', () => {
		const { status, said } = checkRelease();
		expect(status).toBe(1);
		for (const what of ['repository.url', 'author.email', 'author.name']) {
			expect(said).toMatch(new RegExp(`${what} in package.json is a placeholder .*: enter the`));
		}
		expect(said).toContain('README.md says that the package is not on npm yet');
	});

	test('npm refuses to publish it by hand, to a registry that would take it', async () => {
		const asked: string[] = [];
		const registry = createServer(({ method, url }, response) => {
			asked.push(`${method} ${url}`);
			response.end('{}');
		}).listen(0, '127.0.0.1');
		await once(registry, 'listening');
		const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
		const options = [`--registry=http://${host}/`, `--//${host}/:_authToken=anything`];
		try {
			const published = promisify(execFile)('npm', ['publish', ...options], {
				cwd: folder,
				shell: process.platform === 'win32',
			});
			await expect(published).rejects.toThrow('EPRIVATE');
			expect(asked.filter((one) => one.startsWith('PUT'))).toEqual([]);

			makePublic();
			await promisify(execFile)('npm', ['publish', ...options], { cwd: folder });
			expect(asked.filter((one) => one.startsWith('PUT'))).toEqual([
				'PUT /n8n-nodes-wan-videoedit',
			]);
		} finally {
			registry.close();
		}
	});

	test('neither the node nor the credential leads to it', () => {
		for (const file of PLACES.slice(1, 3)) expect(read(file)).not.toContain('github.com');
	});
});

describe('an address that is real', () => {
	test('is in all places, and the release passes', () => {
		makePublic();
		expect(checkRelease()).toEqual({
			status: 0,
			said: 'ok     https://github.com/jane-doe/n8n-nodes-wan-videoedit, Jane Doe <jane@doe.io>\n',
		});
		for (const file of PLACES) {
			expect(read(file)).toContain('https://github.com/jane-doe/n8n-nodes-wan-videoedit');
			expect(read(file)).not.toContain(MADE_UP);
			expect(read(file)).not.toContain('alibabacloud.com/help');
		}
		const manifest = JSON.parse(read('package.json')) as Manifest;
		expect(manifest.homepage).toBe('https://github.com/jane-doe/n8n-nodes-wan-videoedit#readme');
		expect(manifest.private).toBeUndefined();
	});

	test.each(PLACES)('that is not in %s is refused', (file) => {
		makePublic();
		change(file, (text) => text.replaceAll(/jane-doe(?=\/n8n-nodes-wan-videoedit[#/])/g, 'john'));
		expect(checkRelease()).toMatchObject({
			status: 1,
			said: expect.stringContaining(`${file} does not have the address of package.json`),
		});
	});

	test('is that of the repository which publishes', () => {
		makePublic();
		const own = { GITHUB_REPOSITORY: 'jane-doe/n8n-nodes-wan-videoedit' };
		expect(checkRelease(own).status).toBe(0);
		expect(checkRelease({ GITHUB_REPOSITORY: 'somebody/a-fork' })).toMatchObject({
			status: 1,
			said: expect.stringContaining('but this is https://github.com/somebody/a-fork'),
		});
	});

	test.each(['jane@doe.example', 'jane@example.com', '', 'jane'])(
		'with %j as the address of the author is refused',
		(email) => {
			makePublic();
			changeManifest((manifest) => (manifest.author.email = email));
			expect(checkRelease().said).toContain('author.email in package.json is a placeholder');
		},
	);

	test('that is not on GitHub is refused', () => {
		makePublic();
		changeManifest((manifest) => (manifest.repository.url = 'https://gitlab.com/jane/x.git'));
		expect(checkRelease().said).toContain('repository.url in package.json must be git+https');
	});
});

test('all places of this repository follow from package.json', () => {
	expect(run('scripts/setAddress.mjs').said).not.toContain('updated');
});
