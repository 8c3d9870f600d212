import type { AddressInfo } from 'node:net';

import fastify from 'fastify';

/** Stands where a person's next step would be, and notes what arrives and when. */
export class Receiver {
	/** When the video of each task arrived first, in ms since 1970. */
	readonly arrivedAtMs = new Map<string, number>();
	/** How often a video arrived that had arrived before. */
	twice = 0;

	private readonly http = fastify();

	private constructor() {
		this.http.post('/done', (request) => {
			const { taskId } = request.body as { taskId: string };
			if (this.arrivedAtMs.has(taskId)) this.twice++;
			else this.arrivedAtMs.set(taskId, Date.now());
			return {};
		});
	}

	static async start(): Promise<Receiver> {
		const receiver = new Receiver();
		await receiver.http.listen({ host: '127.0.0.1', port: 0 });
		return receiver;
	}

	get url(): string {
		const { port } = this.http.server.address() as AddressInfo;
		return `http://127.0.0.1:${port}/done`;
	}

	async close(): Promise<void> {
		await this.http.close();
	}
}
