import type { AddressInfo } from 'node:net';

import fastify from 'fastify';

/** Stands where a person's next step would be, and notes what arrives and when. */
export class Receiver {
	/** When the video of each task arrived, each time, in ms since 1970. */
	readonly arrivalsMs = new Map<string, number[]>();
	/** When the workflow started an edit again by itself, by the ID of the edit, in ms since 1970. */
	readonly againMs = new Map<string, number[]>();

	private readonly http = fastify();

	private constructor() {
		this.http.post('/done', (request) => {
			note(this.arrivalsMs, (request.body as { taskId: string }).taskId);
			return {};
		});
		this.http.post('/again', (request) => {
			note(this.againMs, (request.body as { id: string }).id);
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
		return `http://127.0.0.1:${port}`;
	}

	async close(): Promise<void> {
		await this.http.close();
	}
}

function note(timesMs: Map<string, number[]>, id: string): void {
	timesMs.set(id, [...(timesMs.get(id) ?? []), Date.now()]);
}
