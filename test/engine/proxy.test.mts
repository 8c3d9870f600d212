import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
let proxy: Server;
/** The path of every request that went through the proxy. */
const paths: string[] = [];

beforeAll(async () => {
	bench = await Workbench.start();
	proxy = createServer((incoming, answer) => {
		paths.push(new URL(incoming.url!).pathname);
		const { method, headers } = incoming;
		const outgoing = request(incoming.url!, { method, headers }, (answered) => {
			answer.writeHead(answered.statusCode!, answered.headers);
			answered.pipe(answer);
		});
		incoming.pipe(outgoing);
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => bench.reset());
afterAll(async () => {
	proxy.closeAllConnections();
	proxy.close();
	await bench.close();
});

test('every request of an edit goes through the proxy that the user has set', async () => {
	const { port } = proxy.address() as AddressInfo;
	const { items, error } = await bench.edit({
		requestOptions: { proxy: `http://127.0.0.1:${port}` },
	});
	expect(error).toBeUndefined();
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
	const taskId = items[0].json.taskId as string;
	expect(new Set(paths)).toEqual(
		new Set([
			new URL(bench.simulator.sampleUrl).pathname,
			'/v1/videos/generations',
			`/v1/tasks/${taskId}`,
			new URL(items[0].json.videoUrl as string).pathname,
		]),
	);
});
