import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { Message } from '../errors/message';
import { deadLink, leadsToPage, unfitVideo } from '../errors/messagesOfSource';
import { BEGINNING_BYTES, fileKind, MP4_OR_MOV, WEB_PAGE } from '../file/fileKind';
import { notAVideo, tooLarge, type VideoReading } from './videoLimits';
import { readVideoByRanges, type ReadRange } from './videoReader';
import { fetchPiece, type WebPiece } from './webFile';

/** What a look at a link found. Nothing at all: it could not look, and the edit goes ahead. */
export interface Sight {
	/** Why the service could not use what the link leads to. */
	refusal?: Message;
	/** What is in the video. */
	reading?: VideoReading;
}

type FetchPiece = (from: number, to: number) => Promise<WebPiece>;

/** A look that takes longer is given up. */
const LONGEST_LOOK_MS = 15_000;
/** The index of a short video is far smaller, and mostly at one of its ends. */
const PIECE_BYTES = 128 * 1024;
/** A video that takes more requests than this is read by the service only. */
const MOST_PIECES = 12;

/** Looks at a link to a video, with a few requests for parts of it. `place` is its field, for messages. */
export const lookAtVideo = async (
	context: IExecuteSingleFunctions,
	url: string,
	place: string,
): Promise<Sight> =>
	await look(
		context,
		url,
		async (first, piece) => pageOrDead(first, place) ?? (await seeVideo(first, piece, place)),
	);

/** Looks whether a link leads to a file at all. */
export const lookAtFile = async (
	context: IExecuteSingleFunctions,
	url: string,
	place: string,
): Promise<Sight> =>
	await look(context, url, async (first) => await Promise.resolve(pageOrDead(first, place) ?? {}));

/**
 * Only what is certain is refused: a host that does not answer n8n, or not as expected, may well answer
 * the service.
 */
async function look(
	context: IExecuteSingleFunctions,
	url: string,
	see: (first: WebPiece, piece: FetchPiece) => Promise<Sight>,
): Promise<Sight> {
	const limit = new AbortController();
	const end = () => limit.abort();
	const stop = context.getExecutionCancelSignal();
	AbortSignal.timeout(LONGEST_LOOK_MS).addEventListener('abort', end);
	stop?.addEventListener('abort', end);
	try {
		const piece: FetchPiece = async (from, to) =>
			await fetchPiece(context, url, from, to, limit.signal);
		return await see(await piece(0, PIECE_BYTES), piece);
	} catch {
		return {};
	} finally {
		stop?.removeEventListener('abort', end);
	}
}

/** With these, the service gets no file either: it is private, or gone. */
const DEAD = [401, 403, 404, 410];

function pageOrDead(
	{ statusCode, contentType, bytes }: WebPiece,
	place: string,
): Sight | undefined {
	if (DEAD.includes(statusCode)) return { refusal: deadLink(place, statusCode) };
	if (statusCode >= 300) return {};
	const kind = kindOf(bytes);
	const isPage = kind === WEB_PAGE || (kind !== MP4_OR_MOV && /^text\/html\b/i.test(contentType));
	return isPage ? { refusal: leadsToPage(place) } : undefined;
}

async function seeVideo(first: WebPiece, piece: FetchPiece, place: string): Promise<Sight> {
	const { fileBytes, bytes } = first;
	const kind = kindOf(bytes);
	const reason =
		(fileBytes === undefined ? undefined : tooLarge(fileBytes)) ??
		(kind === undefined || kind === MP4_OR_MOV ? undefined : notAVideo(kind));
	if (reason !== undefined) return { refusal: unfitVideo(reason, place) };
	if (fileBytes === undefined) return {};
	return { reading: await readVideoByRanges(fileBytes, inPieces(first, fileBytes, piece)) };
}

const kindOf = (bytes: Buffer) => fileKind(bytes.subarray(0, BEGINNING_BYTES).toString('latin1'));

/** Answers small reads from the pieces that are there, and asks the host only for what is not. */
function inPieces(first: WebPiece, fileBytes: number, piece: FetchPiece): ReadRange {
	const known = [{ from: 0, bytes: first.bytes }];
	return async (from, to) => {
		let has = known.find((one) => one.from <= from && one.from + one.bytes.length >= to);
		if (!has) {
			if (!first.givesParts) throw new Error('the host gives no parts of the file');
			if (known.length === MOST_PIECES) throw new Error('the video takes too many requests');
			const end = Math.min(fileBytes, Math.max(to, from + PIECE_BYTES));
			const { bytes, givesParts } = await piece(from, end);
			if (!givesParts || bytes.length < to - from) throw new Error('the host gave another part');
			known.push((has = { from, bytes }));
		}
		return has.bytes.subarray(from - has.from, to - has.from);
	};
}
