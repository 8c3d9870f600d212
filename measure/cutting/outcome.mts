import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { seen, type Seen } from '../../test/support/ffmpeg.mts';
import { LONG_VIDEO_NAMES, LONG_VIDEOS, type LongVideo } from '../../test/support/longVideos.mts';
import { copyJoined, copyPieces, piecesIn } from './copies.mts';
import { cut, cutsOf, joined } from './remuxer.mts';

/** Length of the compared videos in seconds. */
export const LENGTH_S = 34;

/** No pieces of ten seconds are in them. */
const NOT_TO_BE_CUT: LongVideo[] = ['fewKeys', 'noKeys'];

/** More than a unit of time of any of the files, in seconds. */
const SAME_S = 0.002;

/** How the pieces of a video, and what they were joined to, differ from it; empty when not. */
export interface Outcome {
	pieces: string[];
	/** How many lines decoding the pieces made ffmpeg say. */
	said: number;
	joined: string[];
}

/** A kind of video. */
export interface OutcomeRow {
	name: LongVideo;
	pieces: number;
	node: Outcome;
	ffmpeg: Outcome;
}

/** The kinds of video that can be cut into pieces of ten seconds. */
export const KINDS = LONG_VIDEO_NAMES.filter((kind) => !NOT_TO_BE_CUT.includes(kind));

/**
 * Cuts and joins videos of these kinds with the node and with ffmpeg, and decodes what comes out.
 *
 * @param folder an empty one
 */
export async function compareOutcomes(folder: string, kinds: LongVideo[]): Promise<OutcomeRow[]> {
	const rows: OutcomeRow[] = [];
	for (const name of kinds) {
		const path = await LONG_VIDEOS[name](LENGTH_S);
		const source = await seen(path);
		const [own, others] = [join(folder, name, 'node'), join(folder, name, 'ffmpeg')];
		for (const made of [own, others]) await mkdir(made, { recursive: true });
		const pieces = await cut(path, own);
		const [whole, copied] = [own, others].map((made) => join(made, `joined${extname(path)}`));
		await joined(pieces, whole);
		await copyPieces(path, cutsOf(pieces), others);
		await copyJoined(path, others, copied);
		const row = {
			name,
			pieces: pieces.pieces.length,
			node: await outcome(source, whole, pieces.pieces.map((piece) => piece.path)),
			ffmpeg: await outcome(source, copied, await piecesIn(others)),
		};
		const differences = [...row.node.pieces, ...row.node.joined];
		console.log(`${name}: ${differences.join(', ') || 'the same'}`);
		rows.push(row);
	}
	return rows;
}

async function outcome(source: Seen, whole: string, pieces: string[]): Promise<Outcome> {
	const parts: Seen[] = [];
	for (const piece of pieces) parts.push(await seen(piece));
	const pictures = parts.flatMap((part) => part.pictures);
	return {
		pieces: inPictures(source.pictures, pictures),
		said: linesIn(parts.map(({ warnings }) => warnings).join('')),
		joined: inWhole(source, await seen(whole)),
	};
}

const inWhole = (source: Seen, whole: Seen) => [
	...inPictures(source.pictures, whole.pictures),
	...inTimes(source.times, whole.times),
	...(isSame(source.durationS, whole.durationS)
		? []
		: [`${whole.durationS.toFixed(3)} s long, not ${source.durationS.toFixed(3)} s`]),
	...(source.soundMd5 === whole.soundMd5 ? [] : ['other sound']),
	...(source.rotation === whole.rotation ? [] : ['other rotation']),
	...(whole.warnings === '' ? [] : [`${linesIn(whole.warnings)} warnings`]),
];

const isSame = (a: number, b: number) => Math.abs(a - b) < SAME_S;

function inPictures(source: string[], result: string[]): string[] {
	if (source.length !== result.length)
		return [`${result.length} pictures, not ${source.length}`];
	const others = source.filter((picture, place) => picture !== result[place]).length;
	return others > 0 ? [`${others} other pictures`] : [];
}

function inTimes(source: number[], result: number[]): string[] {
	if (source.length !== result.length) return [];
	const most = Math.max(...source.map((time, place) => Math.abs(time - result[place])));
	return most < SAME_S ? [] : [`pictures up to ${most.toFixed(3)} s too early or late`];
}

const linesIn = (text: string) => text.split('\n').filter((line) => line !== '').length;
