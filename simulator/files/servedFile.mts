import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseRange, type ByteRange } from './byteRange.mts';

/** A file the files listener can send. */
export interface ServedFile {
	contentType: string;
	/** Length in bytes; undefined when it is not known beforehand. */
	size: number | undefined;
	/** How an unusual host answers: always so, whatever was asked for. */
	unusual?: { status?: number; headers?: Record<string, string> };
	/** Starts reading, all of it or the bytes of a range. */
	open(range?: ByteRange): Readable;
}

/** A file on disk. Rejects when there is none. */
export async function fileOnDisk(path: string, contentType: string): Promise<ServedFile> {
	const { size } = await stat(path);
	return { contentType, size, open: (range) => createReadStream(path, range) };
}

/** A file in memory. */
export function fileInMemory(bytes: Buffer, contentType: string): ServedFile {
	return {
		contentType,
		size: bytes.length,
		open: (range) =>
			Readable.from(range === undefined ? [bytes] : [bytes.subarray(range.start, range.end + 1)], {
				objectMode: false,
			}),
	};
}

/** A stream of unknown length, opened anew for every request. */
export function fileFromStream(open: () => Readable, contentType: string): ServedFile {
	return { contentType, size: undefined, open: () => open() };
}

/** Sends a file; understands HEAD and, where the size is known, Range. */
export function sendFile(
	request: FastifyRequest,
	reply: FastifyReply,
	file: ServedFile,
): FastifyReply {
	reply.type(file.contentType);
	const { size } = file;
	const isHead = request.method === 'HEAD';
	if (file.unusual !== undefined) {
		const { status = 200, headers = {} } = file.unusual;
		if (size !== undefined) reply.header('content-length', size);
		return reply
			.code(status)
			.headers(headers)
			.send(isHead ? '' : file.open());
	}
	if (size === undefined) return reply.send(isHead ? '' : file.open());
	reply.header('accept-ranges', 'bytes');
	const range = parseRange(request.headers.range, size);
	if (range === 'unsatisfiable')
		return reply.code(416).header('content-range', `bytes */${size}`).send();
	if (range === undefined) {
		reply.header('content-length', size);
		return reply.send(isHead || size === 0 ? undefined : file.open());
	}
	reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
	reply.header('content-length', range.end - range.start + 1);
	return reply.send(isHead ? undefined : file.open(range));
}
