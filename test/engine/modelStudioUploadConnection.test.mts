import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { SELF_SIGNED } from '../support/selfSigned.mts';
import { UploadBench } from '../support/uploadBench.mts';

let service: UploadBench;
/** What a test has opened. */
const servers: Server[] = [];
beforeAll(async () => {
	service = await UploadBench.start();
});
beforeEach(() => service.reset());
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.close();
		server.closeAllConnections();
	}
});
afterAll(async () => await service.close());

/** @returns its port */
async function listening(server: Server): Promise<number> {
	servers.push(server);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

test('an upload goes through the proxy that the user has set, like all else', async () => {
	const paths: string[] = [];
	const proxy = createServer((incoming, answer) => {
		paths.push(new URL(incoming.url!).pathname);
		const { method, headers } = incoming;
		const outgoing = request(incoming.url!, { method, headers }, (answered) => {
			answer.writeHead(answered.statusCode!, answered.headers);
			answered.pipe(answer);
		});
		incoming.pipe(outgoing);
	});
	const port = await listening(proxy);
	const { error } = await service.edit(await service.file(), {
		waitForCompletion: false,
		requestOptions: { proxy: `http://127.0.0.1:${port}` },
	});
	expect(error).toBeUndefined();
	expect(paths).toEqual([
		'/api/v1/uploads',
		'/',
		'/api/v1/services/aigc/video-generation/video-synthesis',
	]);
	expect((await service.arrivedAs(service.media()[0].url)).equals(service.mp4)).toBe(true);
});

test('an upload heeds "Ignore SSL Issues"', async () => {
	let bytes = 0;
	const host = createTlsServer(SELF_SIGNED, (form, answer) => {
		form.on('data', (piece: Buffer) => (bytes += piece.length));
		form.on('end', () => answer.end());
	});
	const url = `https://127.0.0.1:${await listening(host)}`;
	const edit = async (allowUnauthorizedCerts: boolean) => {
		service.sendTo(url);
		return await service.edit(await service.file(), {
			waitForCompletion: false,
			requestOptions: { allowUnauthorizedCerts },
		});
	};
	await edit(true);
	expect(bytes).toBeGreaterThan(service.mp4.length);
	expect(service.policies).toHaveLength(1);

	bytes = 0;
	service.reset();
	// The next try is at the storage that the service itself names.
	await edit(false);
	expect(bytes).toBe(0);
	expect(service.policies).toHaveLength(2);
});
