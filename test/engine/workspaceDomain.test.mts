import {
	createServer as createWebServer,
	request,
	type RequestListener,
	type Server,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { SELF_SIGNED } from '../support/selfSigned.mts';
import { Workbench, type Outcome } from '../support/workbench.mts';

/** The domain of a workspace, and the vendor's older one of the same region. */
const WORKSPACE = 'llm-1a2b.ap-southeast-1.maas.aliyuncs.com';
const OLD = 'dashscope-intl.aliyuncs.com';
const LIST = '/api/v1/tasks/';

let bench: Workbench;
/** Stands for both domains: the simulator answers for them, but the list of the workspace. */
let domains: Server;
let proxy: Server;
const asked: Array<{ host: string; path: string; key?: string }> = [];

/** Hands a request on to a server on this machine. */
const handOn =
	(target: (url: string) => URL): RequestListener =>
	(incoming, answer) => {
		const { method, headers, url } = incoming;
		const outgoing = request(target(url!), { method, headers }, (answered) => {
			answer.writeHead(answered.statusCode!, answered.headers);
			answered.pipe(answer);
		});
		outgoing.on('error', () => answer.destroy());
		incoming.pipe(outgoing);
	};

const listening = async (server: Server): Promise<number> => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
};
let proxyUrl: string;

beforeAll(async () => {
	timeLimitsOfBuiltNode().listLag = 500;
	bench = await Workbench.start();
	const toSimulator = handOn((path) => new URL(path, bench.simulator.url));
	domains = createSecureServer(SELF_SIGNED, (incoming, answer) => {
		const { host = '', authorization } = incoming.headers;
		const path = incoming.url!.split('?')[0];
		asked.push({ host, path, key: authorization });
		if (host !== WORKSPACE || path !== LIST) toSimulator(incoming, answer);
		else answer.writeHead(401).end('{ "code": "InvalidApiKey", "message": "Invalid API-key." }');
	});
	const port = await listening(domains);
	proxy = createWebServer(handOn((url) => new URL(url))).on(
		'connect',
		(_request, client: Socket) => {
			const server = connect(port, '127.0.0.1', () => {
				client.write('HTTP/1.1 200 OK\r\n\r\n');
				server.pipe(client).pipe(server);
			});
			server.on('error', () => client.destroy());
			client.on('error', () => server.destroy());
		},
	);
	proxyUrl = `http://127.0.0.1:${await listening(proxy)}`;
});
beforeEach(() => {
	bench.reset();
	asked.length = 0;
});
afterAll(async () => {
	for (const server of [proxy, domains]) {
		server.closeAllConnections();
		server.close();
	}
	await bench.close();
});

/** An edit in a workspace whose answer to the submit is lost. */
async function edit(change: ICredentialDataDecryptedObject = {}): Promise<Outcome> {
	bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
	const { apiKey } = bench.simulator;
	const workspace = { service: 'custom', baseUrl: `https://${WORKSPACE}`, apiStyle: 'modelStudio' };
	return await bench.edit(
		{
			options: { checkSource: false },
			requestOptions: { proxy: proxyUrl, allowUnauthorizedCerts: true },
		},
		{ credential: { ...workspace, apiKey, ...change } },
	);
}
const lists = () => asked.filter(({ path }) => path === LIST).map(({ host }) => host);

test('a lost submit is found in the list of the older domain, and bought once', async () => {
	const { items, error } = await edit();
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect(bench.simulator.ledger.billed).toBe(1);
	expect(lists().slice(0, 2)).toEqual([WORKSPACE, OLD]);
});

test('the older domain gets the key for the list alone', async () => {
	await edit();
	const elsewhere = asked.filter(({ host }) => host !== WORKSPACE);
	expect(new Set(elsewhere.map(({ host, path }) => `${host}${path}`))).toEqual(
		new Set([`${OLD}${LIST}`]),
	);
	expect(elsewhere[0].key).toBe(`Bearer ${bench.simulator.apiKey}`);
});

test('Allowed HTTP Request Domains can leave it out: then it is not asked, and the message says 401', async () => {
	const { error } = await edit({
		allowedHttpRequestDomains: 'domains',
		allowedDomains: 'example.com',
	});
	expect(error?.message).toContain('list of tasks does not tell what became of it (HTTP 401');
	expect(lists()).toEqual([WORKSPACE]);
	expect(bench.simulator.ledger.submits).toBe(1);
});
