import { createServer, request as forward, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';

import { readMedia } from '../support/media.mts';
import { NODE, outcomeOf, Workbench, type Outcome } from '../support/workbench.mts';

/** A host that records what it gets. */
interface Host {
	server: Server;
	url: string;
	requests: IncomingMessage[];
}

type Answer = { status: number; location?: string; body?: string };

let bench: Workbench;
/** A host that does not belong to the service. */
let elsewhere: Host;
/** The service, which answers some paths with something else. */
let service: Host;
const answers = new Map<string, Answer>();

beforeAll(async () => {
	bench = await Workbench.start();
	elsewhere = await startHost((incoming, answer) => {
		pass(bench.simulator.sampleUrl, incoming, answer);
	});
	service = await startHost((incoming, answer) => {
		const path = incoming.url!.split('?')[0];
		const [given, chosen] = [...answers].find(([begin]) => path.startsWith(begin)) ?? [];
		if (given === undefined) return pass(bench.simulator.url + incoming.url!, incoming, answer);
		// What is answered so is answered so once, and then as usual.
		if (given.startsWith('/v1/')) answers.delete(given);
		const { status, location, body } = chosen!;
		answer.writeHead(status, location === undefined ? {} : { location }).end(body);
	});
});
beforeEach(() => {
	bench.reset();
	answers.clear();
	elsewhere.requests.length = service.requests.length = 0;
});
afterAll(async () => {
	for (const { server } of [elsewhere, service]) {
		server.closeAllConnections();
		server.close();
	}
	await bench.close();
});

type Listener = NonNullable<Parameters<typeof createServer>[1]>;

async function startHost(listener: Listener): Promise<Host> {
	const requests: IncomingMessage[] = [];
	const server = createServer((incoming, answer) => {
		requests.push(incoming);
		listener(incoming, answer);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { server, requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Hands a request on, and its answer back. */
const pass = (to: string, incoming: IncomingMessage, answer: Parameters<Listener>[1]): void => {
	const { method, headers } = incoming;
	const outgoing = forward(to, { method, headers }, (answered) => {
		answer.writeHead(answered.statusCode!, answered.headers);
		answered.pipe(answer);
	});
	outgoing.on('error', () => answer.destroy());
	incoming.pipe(outgoing);
};

const credential = (): ICredentialDataDecryptedObject => ({
	...bench.credential,
	baseUrl: service.url,
});

const pathsOf = ({ requests }: Host) => requests.map(({ url }) => url!.split('?')[0]);

/** Nothing of these requests has the key, in whatever header. */
const expectNoKey = (requests: IncomingMessage[]) => {
	expect(requests.length).toBeGreaterThan(0);
	for (const { url, rawHeaders, headers } of requests) {
		expect(headers.authorization).toBeUndefined();
		expect(`${url} ${rawHeaders.join(' ')}`).not.toContain(bench.simulator.apiKey);
	}
};

describe.each([301, 302, 303, 307, 308])('a redirect of the service (HTTP %i)', (status) => {
	test.each<[string, string]>([
		['a submit', '/v1/videos/generations'],
		['a status check', '/v1/tasks/'],
		['an upload', '/v1/uploads/images'],
	])('of %s is not followed, to another host or its own', async (_what, path) => {
		const image = { content: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), mimeType: 'image/png' };
		const files = [{ image: await bench.engine.storeFile(image) }];
		const parameters = {
			// The image itself is of no matter here.
			options: { referenceImageBinaryFields: 'image', checkSource: false },
		};
		for (const location of [`${elsewhere.url}/stolen`, '/stolen']) {
			answers.set(path, { status, location });
			await bench.edit(parameters, { credential: credential(), files });
			expect(answers.size).toBe(0);
		}
		expect(pathsOf(elsewhere)).toEqual([]);
		expect(pathsOf(service)).not.toContain('/stolen');
	});
});

describe('a video at the service’s own host', () => {
	test('as the source is probed without the key, there and where it redirects', async () => {
		answers.set('/source', { status: 302, location: `${elsewhere.url}/source.mp4` });
		const { error } = await bench.edit(
			{ videoUrl: `${service.url}/source.mp4`, waitForCompletion: false },
			{ credential: credential() },
		);
		expect(error).toBeUndefined();
		expectNoKey(elsewhere.requests);
		expectNoKey(service.requests.filter(({ url }) => url === '/source.mp4'));
	});

	test('as the result is fetched without the key, there and where it redirects', async () => {
		const id = 'task_of_another_run';
		const videos = [{ url: [`${service.url}/result.mp4`] }];
		const data = { id, status: 'completed', result: { videos } };
		answers.set(`/v1/tasks/${id}`, { status: 200, body: JSON.stringify({ code: 200, data }) });
		answers.set('/result', { status: 302, location: `${elsewhere.url}/result.mp4` });
		const { items } = await bench.getTask({ taskId: id }, { credential: credential() });
		expect(await readMedia(await bench.readFile(items[0]))).toMatchObject({ width: 640 });
		expectNoKey(elsewhere.requests);
		expectNoKey(service.requests.filter(({ url }) => url === '/result.mp4'));
	});
});

describe('n8n’s HTTP Request with this credential', () => {
	const httpRequest = async (url: string): Promise<Outcome> => {
		const at = { id: 'x', typeVersion: 1, position: [0, 0] as [number, number] };
		const nodes: INode[] = [
			{ ...at, name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				...at,
				name: NODE,
				type: 'harness.httpRequest',
				parameters: { url },
				credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
			},
		];
		const connections = { Trigger: { main: [[{ node: NODE, type: 'main' as const, index: 0 }]] } };
		const workflow = { nodes, connections };
		return await outcomeOf(bench.engine.execute({ workflow, credential: credential() }));
	};

	test('gets the key for the service', async () => {
		const { items } = await httpRequest(`${service.url}/v1/balance`);
		expect(items[0].json).toMatchObject({ success: true });
	});

	test.each([301, 302, 303, 307, 308])(
		'follows a redirect (HTTP %i) to another host without the key',
		async (status) => {
			answers.set('/v1/balance', { status, location: `${elsewhere.url}/stolen` });
			await httpRequest(`${service.url}/v1/balance`);
			expect(pathsOf(elsewhere)).toEqual(['/stolen']);
			expectNoKey(elsewhere.requests);
		},
	);

	test('gets no key for another host', async () => {
		const { error } = await httpRequest(`${elsewhere.url}/v1/balance`);
		expect(error?.message).toContain('sends its API key only to the chosen service');
		expect(pathsOf(elsewhere)).toEqual([]);
	});
});
