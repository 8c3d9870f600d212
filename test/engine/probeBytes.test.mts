import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

const MEGABYTE = 1024 ** 2;
const FILE_BYTES = 90 * MEGABYTE;
/** What the network itself may hold on the way, beside the 128 kB that the node wants. */
const MOST_BYTES = 16 * MEGABYTE;

/** A file begins so, and goes on with pictures. */
const BEGINNING = Buffer.from('\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom', 'latin1');

let bench: Workbench;
let host: Server;
/** Bytes that each request of n8n has taken, and whether n8n broke it off. */
const taken: Array<{ bytes: number; isBrokenOff: boolean }> = [];

beforeAll(async () => {
	bench = await Workbench.start();
	// A host that knows nothing of parts: it sends everything, as fast as it is taken.
	host = createServer((incoming, answer) => {
		const isService = incoming.headers['user-agent'] === 'wan-videoedit-simulator';
		if (isService) return void answer.writeHead(404).end();
		const length = { 'content-length': FILE_BYTES };
		answer.writeHead(200, incoming.url === '/unknown-length' ? {} : length);
		const about = { bytes: 0, isBrokenOff: false };
		taken.push(about);
		answer.on('close', () => (about.isBrokenOff = !answer.writableFinished));
		void (async () => {
			let chunk = Buffer.concat([BEGINNING, Buffer.alloc(MEGABYTE - BEGINNING.length)]);
			// The pictures fill the rest of the file.
			chunk.writeUInt32BE(FILE_BYTES - BEGINNING.length, BEGINNING.length);
			chunk.write('mdat', BEGINNING.length + 4, 'latin1');
			while (about.bytes < FILE_BYTES && !answer.destroyed) {
				const isTaken = answer.write(chunk);
				if (!isTaken) await Promise.race([once(answer, 'drain'), once(answer, 'close')]);
				about.bytes += chunk.length;
				chunk = Buffer.alloc(MEGABYTE);
			}
			answer.end();
		})();
	});
	await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
	bench.reset();
	taken.length = 0;
});
afterAll(async () => {
	host.closeAllConnections();
	host.close();
	await bench.close();
});

const allBrokenOff = async () => {
	while (taken.length === 0 || taken.some(({ isBrokenOff }) => !isBrokenOff)) await delay(10);
};

test.each(['/known-length', '/unknown-length'])(
	'of a host that sends the whole file instead of a part, the probe takes no more than the part (%s)',
	async (path) => {
		const { port } = host.address() as AddressInfo;
		const videoUrl = `http://127.0.0.1:${port}${path}`;
		await bench.edit({ videoUrl, waitForCompletion: false });
		await allBrokenOff();
		expect(taken.length).toBeLessThanOrEqual(12);
		expect(Math.max(...taken.map(({ bytes }) => bytes))).toBeLessThan(MOST_BYTES);
	},
);

test('and so does the probe of a reference image', async () => {
	const { port } = host.address() as AddressInfo;
	const referenceImageUrls = `http://127.0.0.1:${port}/known-length`;
	await bench.edit({ referenceImageUrls, waitForCompletion: false });
	await allBrokenOff();
	for (const { bytes } of taken) expect(bytes).toBeLessThan(MOST_BYTES);
});
