import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import getPort from 'get-port';

import { OWNER } from '../../../n8n/server/n8nRest.mts';
import { NAME_OF_TESTS } from '../../support/realN8n/foreignRest.mts';
import { Instance, until } from '../../support/realN8n/instance.mts';

const LOGIN = { N8N_EMAIL: OWNER.email, N8N_PASSWORD: OWNER.password };

/** An n8n that the commands below know only by its address. */
let n8n: Instance;
beforeAll(async () => {
	n8n = await Instance.start();
});
afterAll(async () => await n8n?.close());

/** A command as a person enters it. */
class Command {
	text = '';
	private readonly child;
	readonly ended: Promise<number>;

	constructor(program: string, args: string[], env: NodeJS.ProcessEnv = LOGIN) {
		const { E2E_N8N, E2E_FOLDER, ...inherited } = process.env;
		expect([E2E_N8N, E2E_FOLDER]).not.toContain(undefined);
		this.child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
			env: { ...inherited, N8N_EMAIL: '', N8N_PASSWORD: '', ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		for (const output of [this.child.stdout, this.child.stderr]) {
			output.on('data', (data: Buffer) => (this.text += data.toString()));
		}
		this.ended = once(this.child, 'close').then(([code]) => code as number);
	}

	async says(words: string): Promise<void> {
		await until(() => this.text.includes(words) || this.child.exitCode !== null, 300_000);
		expect(this.text).toContain(words);
	}

	interrupt(): void {
		this.child.kill('SIGINT');
	}
}

const e2e = (url: string, env?: NodeJS.ProcessEnv) =>
	new Command('test/e2e/main.mts', ['--url', url, 'api/credential'], env);

/** What there is in n8n, by names. */
async function inventory() {
	const { rest } = n8n;
	const lists = [await rest.workflows(), await rest.credentials(), await rest.dataTables()];
	return lists.map((list) => list.map(({ name }) => name).sort());
}

test('npm run e2e -- --url: tests run there, and leave nothing behind', async () => {
	await n8n.workflow({});
	const before = await inventory();
	// As a run does that is killed.
	await n8n.rest.createDataTable({ name: `${NAME_OF_TESTS}left over`, columns: ['a'] });
	const command = e2e(n8n.origin);
	expect([await command.ended, command.text]).toEqual([0, expect.anything()]);
	expect(command.text).toMatch(/Tests: +\d+ passed/);
	expect(command.text).toContain('api/killed: n8n is killed and started again');
	expect(await inventory()).toEqual(before);
});

test('npm start -- --url: puts in what is missing, and Ctrl-C names the edits that are still running', async () => {
	const port = await getPort({ host: '127.0.0.1' });
	const [own] = await inventory();
	const command = new Command('n8n/server/main.mts', [
		...['--url', n8n.origin, '--simulator-port', String(port), '--task-time', '600'],
	]);
	await command.says('Ctrl-C ends it.');
	const [workflows, credentials] = await inventory();
	expect(workflows).toEqual(expect.arrayContaining([...own, 'Edit a video']));
	expect(credentials).toEqual(expect.arrayContaining(['Simulator', 'Simulator (Model Studio)']));
	const [, id] = /workflow\/(\w+)/.exec(command.text)!;
	const first = (await n8n.rest.workflows()).find(({ name }) => name === 'Edit a video')!;
	expect(first.id).toBe(id);

	const execution = await n8n.rest.run(first, 'When clicking ‘Execute workflow’');
	await command.says('task_');
	command.interrupt();
	await command.ended;
	expect(command.text).toMatch(/1 edit is still running[^]*task_\w+ {2}Replace the background/);
	await n8n.rest.stop(execution).catch(() => {});
});

describe('what is wrong is said', () => {
	const says = async (url: string, env: NodeJS.ProcessEnv, words: string) => {
		const command = e2e(url, env);
		expect(await command.ended).toBe(1);
		expect(command.text).toContain(words);
	};

	test('nobody answers', async () => {
		const port = await getPort({ host: '127.0.0.1' });
		await says(`http://127.0.0.1:${port}`, LOGIN, 'Nobody answers at');
	});

	test('what answers is not n8n', async () => {
		const server = createServer((_request, response) => void response.end('Hello')).listen(0);
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		await says(`http://127.0.0.1:${port}`, LOGIN, 'is not n8n');
		server.close();
	});

	test('not an address', async () => await says('5678', LOGIN, '--url must be the address'));

	test('no login', async () => await says(n8n.origin, {}, 'N8N_EMAIL and N8N_PASSWORD'));

	test('a wrong login', async () => {
		const wrong = { ...LOGIN, N8N_PASSWORD: 'Another-1' };
		await says(n8n.origin, wrong, `refuses the login of ${OWNER.email}`);
	});
});
