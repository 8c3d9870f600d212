import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web host of its own kind, with the requests that it got. */
export interface WebHost {
	/** The address of a video there; every other path answers alike. */
	url: string;
	/** Methods and addresses, in order of arrival. */
	requests: string[];
	/** How many requests it answered at the same time. */
	readonly mostAtOnce: number;
	close(): void;
}

/** Starts a web host that answers every request as it is told to. */
export async function hostOf(answer: RequestListener): Promise<WebHost> {
	const requests: string[] = [];
	let open = 0;
	let mostAtOnce = 0;
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		mostAtOnce = Math.max(mostAtOnce, ++open);
		response.on('close', () => open--);
		void answer(request, response);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/clip.mp4`,
		requests,
		get mostAtOnce() {
			return mostAtOnce;
		},
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

/** The first and the last byte that a request asks for. */
export const partOf = ({ headers }: IncomingMessage): number[] | undefined =>
	/^bytes=(\d+)-(\d+)$/
		.exec(headers.range ?? '')
		?.slice(1)
		.map(Number);

/** Whether a request is the simulated service's own, and not a probe. */
export const isService = ({ headers }: IncomingMessage): boolean =>
	headers['user-agent'] === 'wan-videoedit-simulator';
