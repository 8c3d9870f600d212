import { streamOf, type Stream } from '../n8n/streamOf';
import type { Client } from '../service/client';
import type { OpenBody } from '../service/service';
import { TIMEOUTS_MS } from '../shared/policies';
import type { InputFile } from './inputFile';

/**
 * Opens a file for one request: from n8n's store piece by piece, or whole where n8n has it in memory anyway.
 *
 * @param before what is to stand before the file
 * @param after what is to stand after it
 * @throws what n8n throws when the file is not there any more
 */
export async function fileBody(
	{ context: { helpers } }: Client,
	{ field, data: { id } }: InputFile,
	before: Buffer,
	after: Buffer,
): Promise<OpenBody> {
	if (!id) {
		const content = await helpers.getBinaryDataBuffer(field);
		return { body: Buffer.concat([before, content, after]), close: () => {} };
	}
	const stored = await helpers.getBinaryStream(id);
	let movedAtMs = performance.now();
	async function* pieces() {
		yield before;
		for await (const piece of stored) {
			movedAtMs = performance.now();
			yield piece as Buffer;
		}
		yield after;
	}
	const body = streamOf(pieces(), stored as Stream);
	let isOver = false;
	const check = () => {
		const leftMs = movedAtMs + TIMEOUTS_MS.stalledUpload - performance.now();
		if (isOver) return;
		if (leftMs <= 0) body.destroy(new Error('nothing left for a minute'));
		else AbortSignal.timeout(Math.ceil(leftMs)).addEventListener('abort', check);
	};
	check();
	const close = () => {
		isOver = true;
		body.destroy();
		stored.destroy();
	};
	return { body: body as unknown as OpenBody['body'], close };
}
