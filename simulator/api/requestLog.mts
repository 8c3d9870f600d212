import type { FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The two listeners: the API, and the other origin that serves files. */
export type ListenerName = 'api' | 'files';

/** A request as it came in. */
export interface RecordedRequest {
	/** When its headers were read, in ms since 1970. */
	atMs: number;
	listener: ListenerName;
	method: string;
	/** Path without the query. */
	path: string;
	query: Record<string, unknown>;
	/** Headers with lowercase names. */
	headers: IncomingHttpHeaders;
	/** Parsed JSON body, undefined without one. */
	body: unknown;
	/** When its connection closed before the answer was whole, whoever closed it, in ms since 1970. */
	brokenOffAtMs?: number;
}

/** Prefix of the simulator's own controls, which are not part of the service. */
const CONTROL_PATH = '/simulator/';

/** Records every request of a listener, in order of arrival; controls are left out. */
export function recordRequests(
	app: FastifyInstance,
	listener: ListenerName,
	requests: RecordedRequest[],
): void {
	const open = new WeakMap<IncomingMessage, RecordedRequest>();
	app.addHook('onRequest', (request, reply, done) => {
		const path = pathOf(request.url);
		if (!path.startsWith(CONTROL_PATH)) {
			const record: RecordedRequest = {
				atMs: Date.now(),
				listener,
				method: request.method,
				path,
				query: { ...(request.query as Record<string, unknown>) },
				headers: request.headers,
				body: undefined,
			};
			requests.push(record);
			open.set(request.raw, record);
			reply.raw.once('close', () => {
				if (!reply.raw.writableFinished) record.brokenOffAtMs = Date.now();
			});
		}
		done();
	});
	app.addHook('preValidation', (request, _reply, done) => {
		const record = open.get(request.raw);
		if (record !== undefined) record.body = request.body ?? undefined;
		done();
	});
}

/** Path of a request target without its query. */
export function pathOf(target: string): string {
	return target.split('?', 1)[0] ?? '';
}
