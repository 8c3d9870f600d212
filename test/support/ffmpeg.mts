import { execFile } from 'node:child_process';
import { access, chmod, constants } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Room for what is said of the pictures of an hour. */
const MAX_BUFFER = 2 ** 26;

/** A stream as ffprobe sees it; times in seconds, in the time of the movie. */
export interface SeenStream {
	kind: 'video' | 'audio' | 'other';
	codec: string;
	/** Four letters of the sample entry, such as `hvc1`. */
	tag: string;
	startS: number;
	durationS: number;
}

/** What ffmpeg and ffprobe see of a file. */
export interface Seen {
	/** When each picture that is shown begins, in seconds, in the order of showing. */
	times: number[];
	/** The MD5 of each of these pictures, decoded; not rotated. */
	pictures: string[];
	/** The pictures in the order of decoding, with those that are only decoded and not shown; times in seconds. */
	packets: Array<{ timeS: number; isKey: boolean }>;
	/** The length of the whole, in seconds. */
	durationS: number;
	streams: SeenStream[];
	/** The codec of the pictures, such as `h264`. */
	codec: string;
	/** As coded, before a rotation. */
	width: number;
	height: number;
	/** How players turn the pictures clockwise, in degrees: 0, 90, 180 or 270. */
	rotation: number;
	/** The MD5 of the decoded samples of the first sound track, null without one. */
	soundMd5: string | null;
	/** All that reading and decoding said at warning level; empty for a good file. */
	warnings: string;
}

interface Probed {
	packets: Array<{ codec_type: string; pts_time?: string; flags: string }>;
	streams: Array<{
		codec_type: string;
		codec_name?: string;
		codec_tag_string?: string;
		start_time?: string;
		duration?: string;
		width?: number;
		height?: number;
		side_data_list?: Array<{ rotation?: number }>;
	}>;
	format: { duration?: string };
}

type Program = 'ffmpeg' | 'ffprobe';

const programs = new Map<Program, Promise<string>>();

/**
 * Runs the ffmpeg of the development dependencies, one of 2018.
 *
 * @returns what it said at warning level
 * @throws with what it said, when it fails; or that there is none for this computer
 */
export async function ffmpeg(args: string[]): Promise<string> {
	const { stderr } = await runProgram('ffmpeg', ['-nostdin', '-v', 'warning', '-y', ...args]);
	return stderr;
}

/**
 * Decodes a video file to its end.
 *
 * @throws with what ffmpeg says, when it cannot read the file
 */
export async function seen(path: string): Promise<Seen> {
	const probed = await probe(path);
	const hasSound = probed.streams.some(({ codec_type }) => codec_type === 'audio');
	const [pictures, sound] = await Promise.all([
		decodedPictures(path),
		hasSound ? decodedSound(path) : { md5: null, warnings: '' },
	]);
	const video = probed.streams.find(({ codec_type }) => codec_type === 'video');
	if (video === undefined) throw new Error(`There are no pictures in ${path}`);
	const turned = video.side_data_list?.find(({ rotation }) => rotation !== undefined);
	return {
		times: pictures.times,
		pictures: pictures.md5s,
		packets: probed.packets
			.filter(({ codec_type }) => codec_type === 'video')
			.map(({ pts_time, flags }) => ({ timeS: Number(pts_time), isKey: flags.includes('K') })),
		durationS: Number(probed.format.duration),
		streams: probed.streams.map(streamOf),
		codec: video.codec_name ?? '',
		width: video.width ?? 0,
		height: video.height ?? 0,
		// ffprobe counts against the clock.
		rotation: (360 - (turned?.rotation ?? 0)) % 360,
		soundMd5: sound.md5,
		warnings: probed.warnings + pictures.warnings + sound.warnings,
	};
}

async function probe(path: string): Promise<Probed & { warnings: string }> {
	const show = ['-show_streams', '-show_format', '-show_packets'];
	const entries = ['-show_entries', 'packet=codec_type,pts_time,flags'];
	const args = ['-v', 'warning', '-of', 'json', ...show, ...entries, path];
	const { stdout, stderr } = await runProgram('ffprobe', args);
	return { ...(JSON.parse(stdout) as Probed), warnings: stderr };
}

async function decodedPictures(path: string) {
	// Each picture with the time the file gives it: none is repeated, left out or moved.
	const asTheyAre = ['-vsync', 'passthrough', '-enc_time_base', '-1', '-f', 'framemd5', '-'];
	const { stdout, stderr } = await decode(path, ['-map', '0:v:0', ...asTheyAre]);
	const lines = stdout.split('\n');
	const timeBase = /^#tb 0: (\d+)\/(\d+)$/m.exec(stdout);
	const secondsPerTick = Number(timeBase?.[1]) / Number(timeBase?.[2]);
	const rows = lines.filter((line) => line !== '' && !line.startsWith('#'));
	const cells = rows.map((row) => row.split(',').map((cell) => cell.trim()));
	return {
		times: cells.map((row) => Number(row[2]) * secondsPerTick),
		md5s: cells.map((row) => row[5]),
		warnings: stderr,
	};
}

async function decodedSound(path: string) {
	// Floats hold every sample of AAC, MP3 and PCM of up to 24 bits exactly.
	const args = ['-map', '0:a:0', '-c:a', 'pcm_f32le', '-f', 'md5', '-'];
	const { stdout, stderr } = await decode(path, args);
	return { md5: /^MD5=(\w+)/.exec(stdout)?.[1] ?? null, warnings: stderr };
}

async function decode(path: string, output: string[]) {
	const args = ['-nostdin', '-v', 'warning', '-copyts', '-noautorotate', '-i', path, ...output];
	return await runProgram('ffmpeg', args);
}

function streamOf(stream: Probed['streams'][number]): SeenStream {
	const { codec_type, codec_name = '', codec_tag_string = '', start_time, duration } = stream;
	return {
		kind: codec_type === 'video' || codec_type === 'audio' ? codec_type : 'other',
		codec: codec_name,
		tag: codec_tag_string,
		startS: Number(start_time),
		durationS: Number(duration),
	};
}

const runProgram = async (name: Program, args: string[]) =>
	await run(await pathOf(name), args, { maxBuffer: MAX_BUFFER });

/**
 * Where the program of the development dependencies lies, ready to run.
 *
 * @throws that there is none for this computer
 */
export async function pathOf(name: Program): Promise<string> {
	const path = programs.get(name) ?? find(name);
	programs.set(name, path);
	return await path;
}

async function find(name: Program): Promise<string> {
	const path = await installed(name);
	// The package sets the execute bit in an install script, and .npmrc lets none run.
	await access(path, constants.X_OK).catch(async () => await chmod(path, 0o755));
	return path;
}

async function installed(name: Program): Promise<string> {
	try {
		// Each throws at its import when it has no program for this computer.
		const { default: installer } =
			name === 'ffmpeg'
				? await import('@ffmpeg-installer/ffmpeg')
				: await import('@ffprobe-installer/ffprobe');
		return installer.path;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(
			`These tests need ${name}, and the package @${name}-installer/${name} has none for this computer ` +
				`(${process.platform}, ${process.arch}), or was installed without optional dependencies: ${reason}`,
		);
	}
}
