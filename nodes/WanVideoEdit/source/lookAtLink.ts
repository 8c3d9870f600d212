import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { Obstacle } from '../errors/messagesOfSource';
import { BEGINNING_BYTES, EMPTY, fileKind, MP4_OR_MOV, WEB_PAGE } from '../file/fileKind';
import { MEGABYTE } from '../file/fileSize';
import { timeLimit } from '../wait/timeLimit';
import { isPrivateAddress } from './publicAddress';
import { notAVideo, tooLarge, type VideoReading } from './videoLimits';
import { readVideoByRanges, type ReadRange } from './videoReader';
import { fetchPiece, type WebPiece } from './webFile';

/** What a look at a link found. Nothing at all: it could not look, and the edit goes ahead. */
export interface Sight {
	/** What is there instead of a file. */
	obstacle?: Obstacle;
	/** Why the model would refuse a file of this size or kind. */
	unfit?: string;
	/** What is in the video. */
	reading?: VideoReading;
}

type FetchPiece = (from: number, to: number) => Promise<WebPiece>;

/** A look that takes longer is given up. */
const LONGEST_LOOK_MS = 15_000;
/** The index of a short video is far smaller, and mostly at one of its ends. */
const PIECE_BYTES = 128 * 1024;
/** A video that takes more requests than this, or larger ones, is read by the service only. */
const MOST_PIECES = 12;
const LARGEST_PIECE_BYTES = 8 * MEGABYTE;

/** A way to look at a link, on behalf of a service at this address. */
export type Look = (
	context: IExecuteSingleFunctions,
	url: string,
	service: string,
) => Promise<Sight>;

/** Looks at a link to a video, with a few requests for parts of it. */
export const lookAtVideo: Look = async (context, url, service) =>
	await look(
		context,
		url,
		service,
		async (first, piece) => seeFile(first) ?? (await seeVideo(first, piece)),
	);

/** Looks whether a link leads to a file at all. */
export const lookAtFile: Look = async (context, url, service) =>
	await look(context, url, service, (first) => seeFile(first) ?? {});

/**
 * Only what is certain is refused: a host that does not answer n8n, or not as expected, may well answer
 * the service.
 */
async function look(
	context: IExecuteSingleFunctions,
	url: string,
	service: string,
	see: (first: WebPiece, piece: FetchPiece) => Sight | Promise<Sight>,
): Promise<Sight> {
	const { signal, lift } = timeLimit(LONGEST_LOOK_MS, context.getExecutionCancelSignal());
	const reach = { signal, mayBePrivate: isPrivateAddress(service) };
	try {
		const piece: FetchPiece = async (from, to) => await fetchPiece(context, url, from, to, reach);
		return await see(await piece(0, PIECE_BYTES), piece);
	} catch {
		return {};
	} finally {
		lift();
	}
}

/** With these, the service gets no file either: it is private, or gone. */
const DEAD = [401, 403, 404, 410];

/** @returns `undefined` when there is a file */
function seeFile({ statusCode, contentType, fileBytes, bytes }: WebPiece): Sight | undefined {
	if (DEAD.includes(statusCode)) return { obstacle: statusCode };
	// A file without any byte has none at the place where files begin (RFC 9110 §15.5.17).
	if (statusCode === 416 && fileBytes === 0) return { obstacle: 'empty' };
	if (statusCode !== 200 && statusCode !== 206) return {};
	const kind = kindOf(bytes);
	if (kind === EMPTY) return { obstacle: 'empty' };
	// Hosts label files as they like: the label counts only for what is not known by its bytes.
	const isPage = kind === WEB_PAGE || (kind === undefined && /^text\/html\b/i.test(contentType));
	return isPage ? { obstacle: 'page' } : undefined;
}

async function seeVideo(first: WebPiece, piece: FetchPiece): Promise<Sight> {
	const { fileBytes, bytes } = first;
	const kind = kindOf(bytes);
	const unfit =
		(fileBytes === undefined ? undefined : tooLarge(fileBytes)) ??
		(kind === undefined || kind === MP4_OR_MOV ? undefined : notAVideo(kind));
	if (unfit !== undefined || fileBytes === undefined) return { unfit };
	return { reading: await readVideoByRanges(fileBytes, inPieces(first, piece)) };
}

const kindOf = (bytes: Buffer) => fileKind(bytes.subarray(0, BEGINNING_BYTES).toString('latin1'));

/** Answers small reads from the pieces that are there, and asks the host only for what is not. */
function inPieces(first: WebPiece, piece: FetchPiece): ReadRange {
	const known = [{ from: 0, bytes: first.bytes }];
	return async (from, to) => {
		let has = known.find((one) => one.from <= from && one.from + one.bytes.length >= to);
		if (!has) {
			if (!first.givesParts) throw new Error('the host gives no parts of the file');
			if (to - from > LARGEST_PIECE_BYTES) throw new Error('the index is too large');
			if (known.length === MOST_PIECES) throw new Error('the video takes too many requests');
			const { bytes, givesParts } = await piece(from, Math.max(to, from + PIECE_BYTES));
			if (!givesParts || bytes.length < to - from) throw new Error('the host gave another part');
			known.push((has = { from, bytes }));
		}
		return has.bytes.subarray(from - has.from, to - has.from);
	};
}
