import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { installDebianPackages } from '../../test/support/debianPackages.mts';
import type { Reference } from '../../test/support/videos/reference.mts';

const run = promisify(execFile);

/** Installs ffmpeg if it is not there. */
export async function needFfmpeg(): Promise<void> {
	await run('ffprobe', ['-version']).catch(
		async () => await installDebianPackages(['ffmpeg'], 'Install ffmpeg, and try again'),
	);
}

/** @throws what ffmpeg says, when it cannot make such a video */
export async function ffmpeg(options: string, path: string): Promise<void> {
	// The same bytes each time.
	const exact = '-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -threads 1'.split(' ');
	await run('ffmpeg', ['-v', 'error', '-y', ...options.trim().split(/\s+/), ...exact, path]);
}

interface Packet {
	stream_index: number;
	pts_time?: string;
	duration_time?: string;
	/** With a D, it is only decoded and not shown. */
	flags: string;
}

interface Probed {
	streams: Array<{
		index: number;
		codec_type: string;
		duration?: string;
		width?: number;
		height?: number;
		sample_aspect_ratio?: string;
		side_data_list?: Array<{ rotation?: number }>;
	}>;
	packets: Packet[];
	format: { duration?: string };
}

/** Asks ffprobe, with the edit list and without. */
export async function reference(path: string): Promise<Reference> {
	const [edited, whole] = [await ffprobe(path), await ffprobe(path, ['-ignore_editlist', '1'])];
	const video = edited.streams.find(({ codec_type }) => codec_type === 'video');
	const lengths = [edited, whole].flatMap((probed) => [
		...probed.streams.flatMap(({ index, duration }) => [
			duration,
			spanOf(probed, index),
			spanOf(probed, index, 0),
		]),
		probed.format.duration,
	]);
	const durations = edited.packets
		.filter(({ stream_index }) => stream_index === video?.index)
		.map(({ duration_time }) => Number(duration_time ?? 0));
	const span = video && spanOf(edited, video.index);
	return {
		seconds: [...new Set(lengths.map(Number).filter((length) => length > 0))],
		...(span && { pictureSeconds: span }),
		pictureS: Math.max(0, ...durations),
		sizes: video ? sizesOf(video) : [],
	};
}

async function ffprobe(path: string, options: string[] = []): Promise<Probed> {
	const entries = 'packet=stream_index,pts_time,duration_time,flags';
	const show = ['-show_streams', '-show_format', '-show_packets', '-show_entries', entries];
	const { stdout } = await run(
		'ffprobe',
		['-v', 'error', ...options, '-of', 'json', ...show, path],
		{ maxBuffer: 2 ** 26 },
	);
	return JSON.parse(stdout) as Probed;
}

/** From the beginning of the first, if not from another time, to the end of the last that is shown. */
function spanOf({ packets }: Probed, stream: number, from?: number): number | undefined {
	const own = packets.filter(
		({ stream_index, pts_time, flags }) =>
			stream_index === stream && pts_time !== undefined && !flags.includes('D'),
	);
	if (own.length === 0) return undefined;
	const begin = from ?? Math.min(...own.map(({ pts_time }) => Number(pts_time)));
	const end = Math.max(
		...own.map(({ pts_time, duration_time }) => Number(pts_time) + Number(duration_time ?? 0)),
	);
	return Number((end - Math.max(0, begin)).toFixed(3));
}

function sizesOf(video: Probed['streams'][number]): Reference['sizes'] {
	const { width = 0, height = 0, sample_aspect_ratio = '1:1', side_data_list = [] } = video;
	const [across, down] = sample_aspect_ratio.split(':').map(Number);
	const shown = Math.round((width * (across || 1)) / (down || 1));
	const turn = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
	return [[width, height], Math.abs(turn) % 180 === 90 ? [height, shown] : [shown, height]];
}
