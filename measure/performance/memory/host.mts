import fastify from 'fastify';

import { startSimulator } from '../../../simulator/index.mts';
import type { Result, Service } from './measurement.mts';

/** Everything that the measured processes talk to. */
export interface Host {
	service: Service;
	/** Offers a file of that many bytes, which begins as an MP4 file does, as the result of a task. */
	offerResult(bytes: number): Result;
	close(): Promise<void>;
}

/** Starts the simulator, and a server that takes every file and keeps none. */
export async function startHost(): Promise<Host> {
	const simulator = await startSimulator({
		taskTimeMs: 200,
		unlimitedQuota: true,
		sourceTimeoutMs: 120_000,
	});
	const inbox = fastify({ forceCloseConnections: true });
	inbox.removeAllContentTypeParsers();
	inbox.addContentTypeParser('*', (_request, payload, done) => {
		payload.once('end', () => done(null)).resume();
	});
	inbox.post('/', async (_request, reply) => await reply.send({ received: true }));
	const inboxUrl = await inbox.listen({ host: '127.0.0.1', port: 0 });
	return {
		service: { apiUrl: simulator.url, apiKey: simulator.apiKey, inboxUrl },
		offerResult(bytes) {
			const taskId = `task_${bytes}`;
			const url = simulator.serveFile(`${bytes}.mp4`, videoOfZeros(bytes), 'video/mp4');
			const data = { id: taskId, status: 'completed', result: { videos: [{ url }] } };
			simulator.addFault({
				on: 'task',
				taskId,
				times: Infinity,
				action: { kind: 'json', body: { code: 200, data } },
			});
			return { kind: 'result', bytes, url, taskId };
		},
		close: async () => {
			await Promise.all([simulator.close(), inbox.close()]);
		},
	};
}

/** The first box of an MP4 file, and one box of zeros for the pictures. */
function videoOfZeros(bytes: number): Buffer {
	const video = Buffer.alloc(bytes);
	video.write('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1');
	video.writeUInt32BE(bytes - 24, 24);
	video.write('mdat', 28, 'latin1');
	return video;
}
