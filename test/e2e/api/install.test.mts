import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, expect, test } from '@jest/globals';
import getPort from 'get-port';

import { CREDENTIAL_TYPE } from '../../../n8n/server/examples.mts';
import type { N8nProgram } from '../../../n8n/server/n8nProgram.mts';
import { N8nRest } from '../../../n8n/server/n8nRest.mts';
import { N8nServer } from '../../../n8n/server/n8nServer.mts';
import { startSimulator } from '../../../simulator/index.mts';
import { credentialFor, editOf, itemsOf, TRIGGER } from '../../support/realN8n/instance.mts';

const NAME = 'n8n-nodes-wan-videoedit';
const LEFT_OUT = ['node_modules', '.git', 'dist', 'demo-output'];

const { E2E_N8N, E2E_FOLDER } = process.env;
if (E2E_N8N === undefined || E2E_FOLDER === undefined) throw new Error('Run this with npm run e2e');
const program = JSON.parse(E2E_N8N) as N8nProgram;
const folder = E2E_FOLDER;

/** A build and a start of n8n take long where much else is at work. */
const LONGEST_MS = 1_800_000;

const run = promisify(execFile);

/** A clone of this repository, with what `npm ci` puts there. */
let clone: string;
beforeAll(async () => {
	clone = await mkdtemp(join(folder, 'clone-'));
	await cp('.', clone, {
		recursive: true,
		filter: (path) => !LEFT_OUT.includes(basename(path)) && resolve(path) !== folder,
	});
	await symlink(resolve('node_modules'), join(clone, 'node_modules'));
});

/** The commands of a page that install a packed file. */
async function commandsOf(page: string): Promise<string> {
	const blocks = (await readFile(page, 'utf8')).matchAll(/^```sh\n([^]*?)^```/gm);
	const [found] = [...blocks].map(([, block]) => block).filter((block) => /npm pack/.test(block));
	// It is there already, and would take away what this runs on.
	expect(found).toMatch(/^npm ci && /);
	return found.replace(/^npm ci && /, '');
}

/** Executes commands as a person does whose home is there, on a computer without a network. */
async function execute(commands: string, home: string): Promise<void> {
	const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
	await run('bash', ['-e', '-c', commands], {
		cwd: clone,
		env: { ...Object.fromEntries(own), HOME: home, npm_config_offline: 'true' },
	});
}

/** Edits a video in an n8n whose data lies in this home. */
async function editIn(home: string, env: NodeJS.ProcessEnv = {}) {
	const simulator = await startSimulator({ taskTimeMs: 1_500 });
	const port = await getPort({ host: '127.0.0.1' });
	const brokerPort = await getPort({ host: '127.0.0.1' });
	const server = await N8nServer.start({ program, userFolder: home, port, brokerPort, env });
	try {
		const rest = new N8nRest(server.origin);
		await rest.logIn();
		const credential = await rest.createCredential(
			'Simulator',
			CREDENTIAL_TYPE,
			credentialFor(simulator),
		);
		const workflow = await rest.importWorkflow(editOf(simulator, credential));
		const execution = await rest.ended(await rest.run(workflow, TRIGGER));
		return { execution, billed: simulator.ledger.billed };
	} finally {
		await server.stop();
		await simulator.close();
	}
}

test(
	'the commands of the README install the packed file in an n8n, which edits a video',
	async () => {
		const home = await mkdtemp(join(folder, 'home-'));
		await execute(await commandsOf('README.md'), home);

		// A second copy of n8n-workflow would make n8n word the node's errors anew.
		const installed = await readdir(join(home, '.n8n', 'nodes', 'node_modules'));
		expect(installed.filter((name) => !name.startsWith('.'))).toEqual([NAME]);

		const { execution, billed } = await editIn(home);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution)[0].binary?.data.mimeType).toBe('video/mp4');
		expect(billed).toBe(1);
	},
	LONGEST_MS,
);

test(
	'without npm, unpacked into the folder that n8n loads, also where only verified packages may be installed',
	async () => {
		const home = await mkdtemp(join(folder, 'home-'));
		const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', home], {
			cwd: clone,
		});
		const [{ filename }] = Object.values(
			JSON.parse(stdout) as Record<string, { filename: string }>,
		);
		const unpacked = join(home, '.n8n', 'nodes', 'node_modules', NAME);
		await mkdir(unpacked, { recursive: true });
		await run('tar', ['-xzf', join(home, filename), '-C', unpacked, '--strip-components=1']);

		const { execution, billed } = await editIn(home, { N8N_UNVERIFIED_PACKAGES_ENABLED: 'false' });
		expect(execution.status).toBe('success');
		expect(itemsOf(execution)[0].binary?.data.mimeType).toBe('video/mp4');
		expect(billed).toBe(1);
	},
	LONGEST_MS,
);
