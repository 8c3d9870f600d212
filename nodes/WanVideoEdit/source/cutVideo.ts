import { createHash } from 'node:crypto';

import { sleep } from 'n8n-workflow';

import type { LongVideos } from '../checks/longVideos';
import { isTaken, lengthsOf, tooLarge, type ProbeResult } from '../checks/videoLimits';
import { cannotCut, partTooLarge } from '../errors/cutProblems';
import { unfitFile } from '../errors/sourceProblems';
import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { memoizePerRun } from '../n8n/run';
import { CannotCut } from '../remux/cannot';
import type { MediaIndex } from '../remux/mediaIndex';
import { partAt } from '../remux/partAt';
import type { Part } from '../remux/parts';
import { planPieces } from '../remux/planPieces';
import { readMediaIndex } from '../remux/readMediaIndex';
import type { Client } from '../service/client';
import { FewAtATime } from '../shared/fewAtATime';
import { VIDEOS_CUT_AT_A_TIME } from '../shared/policies';
import { openFile } from './openFile';
import type { VideoFile } from './videoFile';

/** A part of a video, before it is cut. */
export interface CutPart extends Part {
	/** By it, a purchase of an earlier attempt knows the address of the part's file. */
	hash: string;
	/** What is in it, as if it had been probed. */
	probed: ProbeResult;
}

/** A video of which one part, or all of it in pieces, is edited. */
export interface CutVideo {
	file: VideoFile;
	index: MediaIndex;
	/** In the order of the video. */
	parts: CutPart[];
	isInPieces: boolean;
	/** How long all of the video is, in seconds. */
	seconds: number;
}

/**
 * Plans how a video is cut, without cutting it yet.
 *
 * @param durationS the Duration of the edit; 0 = as long as the model takes
 * @returns `undefined` when the model takes the video as it is
 * @throws {Problem} when it cannot be cut so
 */
export async function planCut(
	client: Client,
	file: VideoFile,
	{ mode, startS }: LongVideos,
	durationS = 0,
): Promise<CutVideo | undefined> {
	if (startS === 0 && lengthOf(file) !== undefined) {
		const reason = tooLarge(file.bytes);
		if (reason !== undefined) throw unfitFile(reason, file.place);
		return undefined;
	}
	const planned = await few.run(
		async () => await planInTurn(client, file, { mode, startS }, durationS),
		client.stop,
	);
	if (planned === undefined) throw stoppedBeforeSubmit();
	return planned;
}

/** An index takes up to 30 MB of memory while it is read, and planning by the largest one some tens of milliseconds. */
const few = new FewAtATime(VIDEOS_CUT_AT_A_TIME);

async function planInTurn(
	client: Client,
	file: VideoFile,
	{ mode, startS }: LongVideos,
	durationS: number,
): Promise<CutVideo> {
	try {
		const index = await memoizePerRun(
			client.context,
			`index ${file.hash}`,
			async () => await readIndex(client, file),
		);
		// Many items may have waited for one index: n8n has a turn before each of them.
		await sleep(0);
		const isInPieces = mode === 'pieces';
		const parts = isInPieces
			? planPieces(index, startS)
			: [partAt(index, startS, durationS || undefined)];
		for (const { pictureBytes } of parts) {
			const reason = tooLarge(pictureBytes, 'A part of the video');
			if (reason !== undefined) throw partTooLarge(file.place, reason);
		}
		const { shown, timescale } = index.pictures;
		const seconds = (shown.to - shown.from) / timescale;
		const cutParts = parts.map((part) => cutPartOf(file, part, isInPieces));
		return { file, index, isInPieces, seconds, parts: cutParts };
	} catch (error) {
		throw error instanceof CannotCut ? cannotCut(file.place, error.message) : error;
	}
}

async function readIndex({ context }: Client, file: VideoFile): Promise<MediaIndex> {
	const content = openFile(context, file)();
	try {
		return await readMediaIndex(async () => (await content.next()).value, file.bytes);
	} finally {
		await content.return(undefined);
	}
}

/** How long a video is that the model takes as it is, in seconds. */
export const lengthOf = ({ probed }: VideoFile): number | undefined =>
	probed === undefined ? undefined : lengthsOf(probed)?.find(isTaken);

function cutPartOf({ hash, probed }: VideoFile, part: Part, isInPieces: boolean): CutPart {
	const { startS, endS } = part;
	// A piece has no sound: it is another file than the same part with its sound.
	const name = `${hash} ${startS} ${endS}${isInPieces ? ' pictures' : ''}`;
	return {
		...part,
		hash: createHash('sha256').update(name).digest('hex'),
		probed: {
			seconds: [endS - startS],
			isLonger: false,
			sizes: typeof probed === 'object' ? probed.sizes : [],
			isWhole: true,
		},
	};
}
