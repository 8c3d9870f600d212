import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { testCredential, type TestResult } from '../../n8n/engine/credentialTest.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
const servers: Server[] = [];
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});
afterAll(async () => await bench.close());

async function listening(server: Server): Promise<string> {
	servers.push(server.unref());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const web = async (listener: RequestListener) => await listening(createServer(listener));

async function tried(change: ICredentialDataDecryptedObject): Promise<TestResult> {
	const type = bench.engine.credentialType('wanVideoEditApi');
	return await testCredential(type, { ...bench.credential, ...change });
}

/** Codes such as ENOTFOUND tell a person nothing. */
const CODE = /\b(E[A-Z]{4,}|ERR_\w+|[A-Z]+_[A-Z_]+)\b/;

async function expectWords(baseUrl: string, reason: string): Promise<void> {
	for (const apiStyle of ['apimart', 'modelStudio']) {
		const { status, message } = await tried({ baseUrl, apiStyle });
		expect(status).toBe('Error');
		expect(message).toContain(`${new URL(baseUrl).host} could not be reached: ${reason}`);
		expect(message).toContain('Check Base URL, and the network, firewall and proxy of this n8n.');
		expect(message).not.toMatch(CODE);
	}
}

test('nobody listens at the address', async () => {
	const server = createServer();
	const host = await listening(server);
	await new Promise((resolve) => server.close(resolve));
	await expectWords(`http://${host}`, 'the connection was refused, as nothing answers there');
});

test('the host name is unknown', async () => {
	// Without a network nobody can say whether there is such a host.
	await expectWords('https://nobody.invalid', 'the host name');
	const { message } = await tried({ baseUrl: 'https://nobody.invalid' });
	expect(message).toMatch(
		/is unknown, as there is no such host: look for a typing|could not be looked/,
	);
});

test('no encryption at an address that begins with https://', async () => {
	const host = await web((_request, answer) => answer.end());
	await expectWords(`https://${host}`, 'no secure connection');
});

test('the connection is closed without an answer', async () => {
	const host = await listening(createTcpServer((socket) => socket.destroy()));
	await expectWords(`http://${host}`, 'the connection was closed without an answer');
});

test('no answer in time, also when bytes trickle in', async () => {
	const limits = timeLimitsOfBuiltNode();
	const { credentialCheck } = limits;
	limits.credentialCheck = 500;
	try {
		const host = await web(() => {});
		await expectWords(`http://${host}`, 'no answer in time');
		const slow = createTcpServer((socket) => {
			socket.write('HTTP/1.1 200 OK\r\n');
			const timer = setInterval(() => socket.write('X-A: b\r\n'), 50);
			socket.on('close', () => clearInterval(timer)).on('error', () => {});
		});
		await expectWords(`http://${await listening(slow)}`, 'no answer in time');
	} finally {
		limits.credentialCheck = credentialCheck;
	}
});

test('an answer without an end is not read to its end', async () => {
	let sent = 0;
	const host = await web((_request, answer) => {
		answer.writeHead(200, { 'content-type': 'application/json' });
		answer.on('error', () => {});
		const more = () => {
			while (!answer.destroyed && answer.write(' '.repeat(65_536))) sent += 65_536;
		};
		answer.on('drain', more);
		more();
	});
	for (const apiStyle of ['apimart', 'modelStudio']) {
		const { message } = await tried({ baseUrl: `http://${host}`, apiStyle });
		expect(message).toContain('Check Service and Base URL');
	}
	expect(sent).toBeLessThan(64 * 1024 ** 2);
});

test('an answer that stalls is not waited for without an end', async () => {
	const limits = timeLimitsOfBuiltNode();
	const { answer: usual } = limits;
	limits.answer = 500;
	try {
		const host = await web((_request, answer) => answer.write('{"success":'));
		await expectWords(`http://${host}`, 'no answer in time');
	} finally {
		limits.answer = usual;
	}
});

test('an answer that breaks off', async () => {
	const host = await web((_request, answer) => {
		answer.writeHead(200, { 'content-length': 1_000 });
		answer.write('{"success":', () => answer.destroy());
	});
	await expectWords(`http://${host}`, '');
});

test.each([
	['api.example.com', 'Put https:// in front of it'],
	['api.example.com/v1', 'Put https:// in front of it'],
	['localhost:8787', 'Put https:// in front of it'],
	['example', 'It starts with https://'],
	['http://api.example.com', 'Plain http:// is accepted only for an address on the same machine'],
	['', 'enter the address of the service'],
])('the message about the address "%s" says what to enter', async (baseUrl, next) => {
	for (const apiStyle of ['apimart', 'modelStudio']) {
		expect((await tried({ baseUrl, apiStyle })).message).toContain(next);
	}
	expect(bench.simulator.requests).toEqual([]);
});
