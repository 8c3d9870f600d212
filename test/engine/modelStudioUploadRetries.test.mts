import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { Container } from '@n8n/di';
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';
import { BinaryDataService } from 'n8n-core';

import type { FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { makeVideo } from '../support/media.mts';
import { refusal, UploadBench } from '../support/uploadBench.mts';
import { hostOf } from '../support/webHost.mts';
import { outcomeOf } from '../support/workbench.mts';

let service: UploadBench;
/** More than the buffers of a connection take. */
let large: Buffer;
beforeAll(async () => {
	service = await UploadBench.start();
	large = await makeVideo({ padToBytes: 30 * 1024 ** 2 });
});
beforeEach(() => service.reset());
/** What a test has opened. */
const hosts: Array<{ close(): void }> = [];
afterEach(() => {
	jest.restoreAllMocks();
	for (const host of hosts.splice(0)) host.close();
});
afterAll(async () => await service.close());

const DO_NOT_WAIT = { waitForCompletion: false };
// As long as a busy computer may let an upload stand still.
const STALLED_MS = 6_000;
const shortenStalls = () =>
	jest.replaceProperty(timeLimitsOfBuiltNode(), 'stalledUpload', STALLED_MS);

/** Takes forms slowly. */
interface SlowHost {
	url: string;
	/** How long it rests after each 64 KB, in ms. */
	restMs: number;
	/** Of all forms. */
	bytes: number;
	/** Whether the connection of a form was closed before the form was there. */
	isBrokenOff: boolean;
	close(): void;
}

async function slowHost(restMs: number): Promise<SlowHost> {
	const server = createServer((form, answer) => {
		const read = async () => {
			for await (const piece of form) {
				host.bytes += (piece as Buffer).length;
				await delay(host.restMs);
			}
			answer.end();
		};
		read().catch(() => (host.isBrokenOff = true));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const host = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		restMs,
		bytes: 0,
		isBrokenOff: false,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
	hosts.push(host);
	return host;
}

/** The streams of n8n's store that are open, also of what is read beforehand. */
function streamsOfStore(): Array<{ closed: boolean }> {
	const streams: Array<{ closed: boolean }> = [];
	const files = Container.get(BinaryDataService);
	const getAsStream = files.getAsStream.bind(files);
	jest.spyOn(files, 'getAsStream').mockImplementation(async (...file) => {
		const stream = await getAsStream(...file);
		streams.push(stream);
		return stream;
	});
	return streams;
}

describe('tried again, each time with a policy and a name of its own', () => {
	const twice = async (content = service.mp4) => {
		const { error } = await service.edit(await service.file({ content }), DO_NOT_WAIT);
		expect(error).toBeUndefined();
		expect(service.policies).toHaveLength(2);
		expect(service.uploads).toHaveLength(2);
		expect((await service.arrivedAs(service.media()[0].url)).equals(content)).toBe(true);
		expect(service.submits).toHaveLength(1);
	};

	test('the policy expires on the way', async () => {
		service.reset({ policyLifetimeMs: 500 });
		service.onUpload({ kind: 'stall', ms: 700 });
		const uploading = twice();
		// The next policy lives long enough for a slow computer.
		while (service.uploads.length === 0) await delay(10);
		service.bench.simulator.settings.policyLifetimeMs = 300_000;
		await uploading;
	});

	test('the answer is lost after all of the file has arrived', async () => {
		service.onUpload({ kind: 'loseAnswer' });
		await twice();
		const names = service.arrived.map(({ key }) => basename(key));
		expect(new Set(names).size).toBe(2);
	});

	test.each<[string, FaultAction]>([
		['503', refusal(503, 'ServiceUnavailable', 'try later')],
		['a connection that breaks', { kind: 'reset' }],
		['a slow line, says the storage', refusal(400, 'RequestTimeout', 'not read in time')],
	])('%s', async (_what, action) => {
		service.onUpload(action);
		await twice(large);
	});

	test('a store that breaks off', async () => {
		const files = Container.get(BinaryDataService);
		const getAsStream = files.getAsStream.bind(files);
		let reads = 0;
		jest.spyOn(files, 'getAsStream').mockImplementation(async (...file) => {
			// The first one is the check before anything is sent.
			if (++reads === 2) service.bench.engine.breakNextRead(150_000);
			return await getAsStream(...file);
		});
		const { error } = await service.edit(await service.file(), DO_NOT_WAIT);
		expect(error).toBeUndefined();
		expect(service.arrived).toHaveLength(1);
		expect((await service.arrivedAs(service.media()[0].url)).equals(service.mp4)).toBe(true);
	});

	test('a redirect of the host, which is not followed', async () => {
		const elsewhere = await hostOf((_request, answer) => answer.end());
		hosts.push(elsewhere);
		service.onUpload({ kind: 'redirect', to: elsewhere.url, status: 307 });
		await twice();
		expect(elsewhere.requests).toEqual([]);
	});

	describe.each(['filesystem', 'default'] as const)('from the store "%s"', (mode) => {
		beforeEach(async () => {
			await service.bench.engine.useStore(mode);
			shortenStalls();
		});
		afterEach(async () => await service.bench.engine.useStore('filesystem'));

		test('a host that takes no more', async () => {
			service.onUpload({ kind: 'stall' });
			await twice(large);
		});

		test('a host that takes all of a small file, and does not answer', async () => {
			service.onUpload({ kind: 'stall' });
			await twice();
		});
	});
});

/** What n8n's database gives at once is a whole file. */
const giveWhole = () =>
	jest
		.spyOn(Container.get(BinaryDataService), 'getAsStream')
		.mockImplementation(async () => await Promise.resolve(Readable.from(large)));

test.each([
	['piece by piece', () => {}],
	['all of it at once', giveWhole],
])(
	'an upload that is slow, but goes on, is not broken off: a store gives it %s',
	async (_, how) => {
		shortenStalls();
		const data = await service.file({ content: large });
		how();
		const host = await slowHost(32);
		service.sendTo(host.url);
		const begunMs = performance.now();
		await service.edit(data, DO_NOT_WAIT);
		expect(performance.now() - begunMs).toBeGreaterThan(2 * STALLED_MS);
		expect(host.bytes).toBeGreaterThan(large.length);
		expect(service.policies).toHaveLength(1);
		expect(service.submits).toHaveLength(1);
	},
);

test('an upload may take longer than the Timeout, and then the submit is still repeated', async () => {
	service.onUpload({ kind: 'stall', ms: 11_000 });
	const body = { code: 'Throttling', message: 'slow down' };
	const action = { kind: 'status' as const, status: 429, body };
	service.bench.simulator.addFault({ on: 'submit', action });
	const options = { timeout: 10 / 60 };
	const { error, items } = await service.edit(await service.file(), { options });
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect(service.uploads).toHaveLength(1);
});

test.each(['filesystem', 'default'] as const)(
	'Stop ends an upload from the store "%s" at once, and leaves no file open',
	async (mode) => {
		await service.bench.engine.useStore(mode);
		const data = await service.file({ content: large });
		const streams = streamsOfStore();
		const host = await slowHost(100);
		service.sendTo(host.url);
		const parameters = service.bench.submitParameters(service.parameters());
		const { credential } = service;
		const execution = service.bench.begin(parameters, { files: [{ data }], credential });
		while (host.bytes === 0) await delay(10);
		const stoppedMs = performance.now();
		execution.stop();
		const { error } = await outcomeOf(execution);
		expect(performance.now() - stoppedMs).toBeLessThan(10_000);
		expect(error?.message).toContain('Stopped before the edit was submitted');
		expect(error?.description).toContain('not billed');
		// What is on the line still arrives.
		host.restMs = 0;
		while (!host.isBrokenOff && host.bytes < large.length) await delay(10);
		expect(host.isBrokenOff).toBe(true);
		await service.bench.engine.useStore('filesystem');
		expect(streams).toHaveLength(mode === 'filesystem' ? 2 : 0);
		expect(streams.filter(({ closed }) => !closed)).toEqual([]);
		expect(service.policies).toHaveLength(1);
		expect(service.submits).toEqual([]);
	},
);

test('a file that the service cannot find after all is uploaded again at the next attempt', async () => {
	const { simulator } = service.bench;
	const code = 'InvalidParameter.DataInspection';
	const body = { code, message: 'Unable to download the media resource', request_id: '1' };
	simulator.addFault({ on: 'submit', action: { kind: 'status', status: 400, body } });
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const { items, error } = await service.edit(await service.file(), {}, { node });
	expect(error).toBeUndefined();
	expect(items[0].binary?.data.mimeType).toBe('video/mp4');
	expect([service.uploads.length, service.submits.length]).toEqual([2, 2]);
	expect(service.media(1)[0].url).not.toBe(service.media(0)[0].url);
});
