import { streamOf, type Stream } from '../n8n/streamOf';
import type { OpenBody } from '../service/upload';
import type { Wire } from '../service/wire';
import { TIMEOUTS_MS } from '../shared/policies';
import { StallWatch } from '../shared/stallWatch';
import type { InputFile } from './inputFile';

/** As much as a file system brings at once. Memory and databases give all of a file, which takes minutes to send. */
const PIECE_BYTES = 64 * 1024;

/**
 * Opens a file for one request, piece by piece: from n8n's store, or from memory where n8n has it there anyway.
 *
 * @param before what is to stand before the file
 * @param after what is to stand after it
 * @throws what n8n throws when the file is not there any more
 */
export async function fileBody(
	{ context: { helpers }, likeItsAnswers }: Wire,
	{ field, data: { id } }: InputFile,
	before: Buffer,
	after: Buffer,
): Promise<OpenBody> {
	const stored = id ? ((await helpers.getBinaryStream(id)) as Stream) : undefined;
	// Whatever is wrong with it shows when it is read. If it is not, as Stop came first, nobody else listens.
	stored?.on('error', () => {});
	const content = stored ?? [await helpers.getBinaryDataBuffer(field)];
	const stalled = new AbortController();
	const watch = new StallWatch(TIMEOUTS_MS.stalledUpload, () =>
		stalled.abort(new Error(`nothing moved for ${TIMEOUTS_MS.stalledUpload / 1000} seconds`)),
	);
	async function* pieces() {
		yield before;
		for await (const chunk of content) {
			for (const piece of piecesOf(chunk as Buffer)) {
				// Whoever takes it has got rid of the one before.
				watch.moved();
				yield piece;
			}
		}
		watch.moved();
		yield after;
	}
	const body = streamOf(pieces(), stored ?? likeItsAnswers!);
	const close = () => {
		watch.end();
		body.destroy();
		stored?.destroy();
	};
	return { body: body as unknown as OpenBody['body'], stalled: stalled.signal, close };
}

function* piecesOf(content: Buffer): Generator<Buffer> {
	for (let at = 0; at < content.length; at += PIECE_BYTES) {
		yield content.subarray(at, at + PIECE_BYTES);
	}
}
