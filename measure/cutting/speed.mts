import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { inFreshProcess } from '../freshProcess.mts';
import { growthMb } from '../memoryWatch.mts';
import { median } from '../tables.mts';
import { writeBigVideo } from './bigVideo.mts';
import { copyJoined, copyPieces } from './copies.mts';
import type { Job, Taken } from './measured.mts';

/** In MB. */
export const SIZES_MB = [10, 100, 250, 500];
const SCRIPT = join(import.meta.dirname, 'measured.mts');

/** One side: what cutting and joining took, in seconds, and how many MB of memory. */
export interface Side {
	cutS: number;
	joinS: number;
	mb: number;
}

/** A video of one size. */
export interface SpeedRow {
	megabytes: number;
	pieces: number;
	/** How often it was measured. */
	runs: number;
	/** Memory is by how much the process grew. */
	node: Side;
	/** Memory is the greatest size of the process. */
	ffmpeg: Side;
}

/**
 * Cuts and joins videos of several sizes, by turns with the node, in a process of its own, and with ffmpeg.
 *
 * @param folder an empty one
 * @param sizesMb of the videos, in MB
 * @param runs how often each is measured: of times the median counts, of memory the most
 */
export async function measureSpeed(
	folder: string,
	sizesMb: number[],
	runs: number,
): Promise<SpeedRow[]> {
	const before = join(folder, 'before.mp4');
	await writeBigVideo(before, SIZES_MB[0]);
	const rows: SpeedRow[] = [];
	for (const megabytes of sizesMb) {
		const source = join(folder, `${megabytes}.mp4`);
		await writeBigVideo(source, megabytes);
		const node: Side[] = [];
		const ffmpeg: Side[] = [];
		let pieces = 0;
		for (let number = 0; number < runs; number++) {
			const taken = await inFolder(folder, async (own) => await byNode(source, before, own));
			pieces = taken.cuts.length + 1;
			node.push({ cutS: taken.cutS, joinS: taken.joinS, mb: growthMb(taken.memory) });
			ffmpeg.push(
				await inFolder(folder, async (own) => await byFfmpeg(source, taken.cuts, own)),
			);
		}
		await rm(source);
		const row = { megabytes, pieces, runs, node: summary(node), ffmpeg: summary(ffmpeg) };
		console.log(
			`${megabytes} MB: ${totalS(row.node).toFixed(2)} s, +${row.node.mb.toFixed(0)} MB; ffmpeg ${totalS(row.ffmpeg).toFixed(2)} s`,
		);
		rows.push(row);
	}
	return rows;
}

export const totalS = ({ cutS, joinS }: Side): number => cutS + joinS;

const byNode = async (source: string, before: string, folder: string) =>
	await inFreshProcess<Taken>(SCRIPT, {
		source,
		before,
		folder,
		joined: join(folder, 'joined.mp4'),
	} satisfies Job);

async function byFfmpeg(source: string, cuts: number[], folder: string): Promise<Side> {
	const cut = await copyPieces(source, cuts, folder);
	const joined = await copyJoined(source, folder, join(folder, 'joined.mp4'));
	return {
		cutS: cut.seconds,
		joinS: joined.seconds,
		mb: Math.max(cut.peakMb, joined.peakMb),
	};
}

function summary(sides: Side[]): Side {
	const middle = median(sides.map(totalS));
	const { cutS, joinS } = sides.find((side) => totalS(side) === middle)!;
	return { cutS, joinS, mb: Math.max(...sides.map(({ mb }) => mb)) };
}

/** Gives a folder in `parent` that is gone afterwards. */
async function inFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
	const folder = join(parent, 'run');
	await mkdir(folder);
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}
