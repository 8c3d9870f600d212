import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { FaultAction } from '../faults/faults.mts';

/** The two faults that spoil how the body travels. */
type SlowAction = Extract<FaultAction, { kind: 'drip' | 'short' }>;

/**
 * Writes an answer by hand: in small pieces with pauses (`drip`), or with a Content-Length that the
 * body never reaches because the connection ends (`short`).
 */
export async function sendSlowly(
	reply: FastifyReply,
	payload: unknown,
	action: SlowAction,
	signal: AbortSignal,
): Promise<void> {
	const { raw } = reply;
	const body = bodyOf(payload);
	if (typeof payload === 'string' || Buffer.isBuffer(payload))
		reply.header('content-length', Buffer.byteLength(payload));
	for (const [name, value] of Object.entries(reply.getHeaders()))
		if (value !== undefined) raw.setHeader(name, value);
	raw.writeHead(reply.statusCode);
	raw.flushHeaders();
	try {
		if (action.kind === 'drip') {
			for await (const piece of pieces(body, action.chunkBytes)) {
				if (raw.destroyed) return;
				raw.write(piece);
				await pause(action.intervalMs, undefined, { signal });
			}
			raw.end();
		} else {
			let left = action.bytes;
			for await (const piece of pieces(body, 65_536)) {
				await new Promise((written) => raw.write(piece.subarray(0, left), written));
				left -= piece.length;
				if (left <= 0) break;
			}
			raw.socket?.destroySoon();
		}
	} catch (error) {
		if (!signal.aborted && !raw.destroyed) throw error;
	} finally {
		body.destroy();
	}
}

function bodyOf(payload: unknown): Readable {
	if (payload instanceof Readable) return payload;
	const bytes =
		typeof payload === 'string' || Buffer.isBuffer(payload)
			? Buffer.from(payload)
			: Buffer.alloc(0);
	return Readable.from([bytes], { objectMode: false });
}

async function* pieces(body: Readable, pieceBytes: number): AsyncGenerator<Buffer> {
	for await (const chunk of body as AsyncIterable<Buffer>)
		for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
}
