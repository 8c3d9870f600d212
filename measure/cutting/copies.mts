import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

import { pathOf } from '../../test/support/ffmpeg.mts';

/** How often the size of the process is looked at; the system keeps the greatest one. */
const SAMPLE_MS = 3;

/** What a run of ffmpeg took. */
export interface Copied {
	seconds: number;
	/** The greatest resident size of the process in MB, 0 where the system does not tell. */
	peakMb: number;
}

/**
 * Cuts the pictures of a video with ffmpeg in one pass, without encoding.
 *
 * @param cuts where, in seconds
 */
export async function copyPieces(source: string, cuts: number[], folder: string): Promise<Copied> {
	const segments = ['-f', 'segment', '-segment_times', cuts.map((cut) => cut.toFixed(6)).join()];
	return await run([
		...['-i', source, '-map', '0:v:0', '-c', 'copy', ...segments, '-segment_time_delta', '0.01'],
		...['-reset_timestamps', '1', join(folder, `piece-%03d${extname(source)}`)],
	]);
}

/** Joins these pieces with ffmpeg's `concat`, with the sound of the source. */
export async function copyJoined(source: string, folder: string, path: string): Promise<Copied> {
	const list = join(folder, 'pieces.txt');
	const pieces = await piecesIn(folder);
	await writeFile(list, pieces.map((piece) => `file '${piece}'\n`).join(''));
	return await run([
		...['-f', 'concat', '-safe', '0', '-i', list, '-i', source],
		...['-map', '0:v:0', '-map', '1:a?', '-c', 'copy', path],
	]);
}

/** The pieces that {@link copyPieces} has written, in order. */
export const piecesIn = async (folder: string): Promise<string[]> =>
	(await readdir(folder))
		.filter((name) => name.startsWith('piece-'))
		.sort()
		.map((name) => join(folder, name));

/** Which ffmpeg of the development dependencies it is, e.g. "4.1 of 2018". */
export async function ffmpegVersion(): Promise<string> {
	const { stdout } = await promisify(execFile)(await pathOf('ffmpeg'), ['-version']);
	const [, version, year] = /version (\S+) .*Copyright \(c\) \d+-(\d+)/.exec(stdout)!;
	return `${version} of ${year}`;
}

async function run(args: string[]): Promise<Copied> {
	const program = await pathOf('ffmpeg');
	const startedAt = performance.now();
	const child = spawn(program, ['-nostdin', '-v', 'error', '-y', ...args], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let peakMb = 0;
	const timer = setInterval(() => {
		peakMb = Math.max(peakMb, highWaterMb(child.pid));
	}, SAMPLE_MS);
	try {
		const [said] = await Promise.all([text(child.stderr), once(child, 'close')]);
		if (child.exitCode !== 0) throw new Error(`ffmpeg failed: ${said}`);
	} finally {
		clearInterval(timer);
	}
	return { seconds: (performance.now() - startedAt) / 1000, peakMb };
}

function highWaterMb(pid?: number): number {
	try {
		const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
		return Number(kilobytes ?? 0) / 1024;
	} catch {
		// It has ended, or this is not Linux.
		return 0;
	}
}
