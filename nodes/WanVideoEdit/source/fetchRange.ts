import type { IN8nHttpFullResponse } from 'n8n-workflow';

import type { Client } from '../service/client';
import type { Stream } from '../service/readBody';
import { MEGABYTE } from '../shared/files';
import { bodyOf, followLink, isCompressed } from './followLink';
import { WITH_ALL_OF_IT } from './linkProblem';

/** Some bytes of a file on the web, and what its host says about it. */
export interface WebRange {
	statusCode: number;
	contentType: string;
	/** Length of the whole file in bytes, if it is known, also when the host has no such part. */
	fileBytes?: number;
	/**
	 * Whether that is its length for sure. Of a file that is sent whole it may be the length on its way: n8n's
	 * helper expands what a host has compressed although it was asked not to, and does not tell.
	 */
	isLengthSure: boolean;
	/** Whether it is the part that was asked for, and not the beginning of all of it. */
	isPart: boolean;
	bytes: Buffer;
}

/** What is taken of a host that sends everything: what came whole need not be fetched once more. */
const MOST_BYTES_OF_ALL = MEGABYTE;

/**
 * Asks a web host for a part of a file, and takes little more than that even when it sends everything. The
 * host gets no credential. One that refuses parts, or sends another one than it was asked for, is asked once
 * more: for everything.
 *
 * @param client if its service is in a private network, the request may lead there, too
 * @param signal ends the request
 * @throws {DeadLink} when redirects lead to no file
 * @throws when what came says nothing about the file, and whatever n8n's request helper throws
 */
export async function fetchRange(
	client: Client,
	url: string,
	[from, to]: [from: number, to: number],
	signal: AbortSignal,
): Promise<WebRange> {
	const answer = await followLink(client, url, { Range: `bytes=${from}-${to - 1}` }, signal);
	const { statusCode } = answer;
	if (statusCode === 206) {
		const bytes = await readPart(answer, from, to).catch(() => undefined);
		if (bytes) {
			const about = aboutFile(answer);
			return { ...about, isLengthSure: about.fileBytes !== undefined, isPart: true, bytes };
		}
	} else if (from === 0 && !refusesParts(answer)) {
		return await readAll(answer);
	}
	bodyOf(answer).destroy();
	if (from > 0) throw otherBytes();
	return await readAll(await followLink(client, url, {}, signal));
}

const otherBytes = () => new Error('the host sent other bytes than those of the file');

/** The first and the last byte of a part, and the length of the whole file, as far as the host tells. */
const contentRange = ({ headers }: IN8nHttpFullResponse) =>
	/^bytes (?:(\d+)-(\d+)|\*)\/(?:(\d+)|\*)$/i.exec(String(headers['content-range']))?.slice(1) ??
	[];

/** There is no file, or not now, whether it is asked for whole or in parts. */
const NOT_ABOUT_PARTS = [404, 408, 410, 429, 451];

function refusesParts(answer: IN8nHttpFullResponse): boolean {
	const { statusCode } = answer;
	// A file without any byte has none at the place where files begin (RFC 9110 §15.5.17).
	if (statusCode === 416 && contentRange(answer)[2] === '0') return false;
	return statusCode >= 400 && statusCode < 500 && !NOT_ABOUT_PARTS.includes(statusCode);
}

/** @returns `undefined` for another part than was asked for, or one that came compressed */
async function readPart(
	answer: IN8nHttpFullResponse,
	from: number,
	to: number,
): Promise<Buffer | undefined> {
	const [first, last] = contentRange(answer).map(Number);
	if (first !== from || !(last < to) || isCompressed(answer)) return undefined;
	const announced = last + 1 - from;
	const { bytes } = await atMost(bodyOf(answer), announced + 1);
	return bytes.length === announced ? bytes : undefined;
}

async function readAll(answer: IN8nHttpFullResponse): Promise<WebRange> {
	if (answer.statusCode === 206 || isCompressed(answer)) {
		bodyOf(answer).destroy();
		throw otherBytes();
	}
	const { bytes, isAll } = await atMost(bodyOf(answer), MOST_BYTES_OF_ALL);
	const about = aboutFile(answer);
	const isFile = WITH_ALL_OF_IT.includes(about.statusCode);
	const fileBytes = isAll && isFile ? bytes.length : about.fileBytes;
	return { ...about, fileBytes, isLengthSure: isAll, isPart: false, bytes };
}

/** What a host says about the file that it sends, or a part of it. */
export function aboutFile(answer: IN8nHttpFullResponse) {
	const { statusCode, headers } = answer;
	const isAboutPart = statusCode === 206 || statusCode === 416;
	const told = String(isAboutPart ? contentRange(answer)[2] : headers['content-length']);
	return {
		statusCode,
		contentType: String(headers['content-type'] ?? ''),
		fileBytes: /^\d+$/.test(told) ? Number(told) : undefined,
	};
}

async function atMost(stream: Stream, most: number): Promise<{ bytes: Buffer; isAll: boolean }> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		for await (const chunk of stream) {
			chunks.push(chunk);
			if ((bytes += chunk.length) >= most) break;
		}
	} finally {
		stream.destroy();
	}
	return { bytes: Buffer.concat(chunks).subarray(0, most), isAll: bytes < most };
}
