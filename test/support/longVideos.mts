import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ffmpeg } from './ffmpeg.mts';

/** What ffmpeg makes a long video of, besides its length. */
interface Recipe {
	extension?: 'mp4' | 'mov';
	/** Pictures per second (30). */
	rate?: string;
	/** Encoder of the pictures and its options. */
	pictures: string;
	/** Encoder of the sound and its options; null without sound. */
	sound?: string | null;
	/** How much later than the movie they begin, in seconds. */
	picturesLateS?: number;
	soundLateS?: number;
	/** How much longer the sound is than the pictures, in seconds. */
	soundLongerS?: number;
	/** Options of a second pass, which copies. */
	then?: { before?: string; after: string };
}

const AAC = '-c:a aac -b:a 64k';
const x264 = (keyEvery: number, options = '') =>
	`-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g ${keyEvery} -keyint_min ${keyEvery} -sc_threshold 0 ${options}`;
const x265 = (options: string) =>
	`-c:v libx265 -preset ultrafast -pix_fmt yuv420p -tag:v hvc1 -x265-params log-level=error:keyint=60:min-keyint=60:scenecut=0:${options}`;

/** Irregular pictures, each at an irregular time in a fine unit, with a key frame every two seconds. */
const VARIABLE_RATE = [
	`-vf select='lt(random(1),0.6)',settb=1/90000,setpts='PTS+floor(random(2)*900)'`,
	'-vsync vfr -enc_time_base 1:90000 -video_track_timescale 90000',
	x264(1000, '-bf 2'),
	'-force_key_frames expr:gte(t,n_forced*2)',
].join(' ');

const RECIPES = {
	/** As editors export for the web: a key frame each second, index first. */
	everySecond: { pictures: x264(30, '-movflags +faststart') },
	/** As x264 encodes when nobody says anything: a key frame after 250 pictures at most, with a pyramid of B-frames. */
	encoderDefault: { pictures: '-c:v libx264 -pix_fmt yuv420p' },
	/** Pictures are decoded in another order than shown. */
	bFrames: { pictures: x264(60, '-bf 3') },
	/** Pictures that are shown before a key frame are decoded after it. */
	openGop: { pictures: x264(30, '-bf 3 -x264-params open-gop=1') },
	/** Pictures at irregular times, as screen recorders and phones in the dark write them. */
	variableRate: { pictures: VARIABLE_RATE },
	/** A phone held upright: players turn the pictures clockwise by 90°. (This ffmpeg counts the other way.) */
	rotated: {
		pictures: x264(30),
		then: { after: '-metadata:s:v:0 rotate=270' },
	},
	mov: { extension: 'mov', pictures: x264(60, '-bf 3') },
	movPcm: { extension: 'mov', pictures: x264(60), sound: '-c:a pcm_s16le' },
	movMp3: { extension: 'mov', pictures: x264(60), sound: '-c:a libmp3lame -b:a 64k' },
	silent: { pictures: x264(60, '-bf 3'), sound: null },
	/** x265's own habit is an open GOP. */
	hevc: { pictures: x265('bframes=3') },
	hevcClosed: { pictures: x265('bframes=3:open-gop=0') },
	/** 29.97 pictures per second. */
	ntsc: { rate: '30000/1001', pictures: x264(60, '-bf 3') },
	/** Without passthrough, ffmpeg would fill the time before them with pictures. */
	picturesLate: { pictures: x264(60, '-bf 3 -vsync passthrough'), picturesLateS: 0.5 },
	soundLate: { pictures: x264(60, '-bf 3'), soundLateS: 0.7 },
	soundLonger: { pictures: x264(60, '-bf 3'), soundLongerS: 1.5 },
	/** Trimmed without encoding: an edit list leaves out the first pictures, which are only decoded. */
	trimmed: { pictures: x264(60, '-bf 3'), then: { before: '-ss 1.3', after: '' } },
	/** As browsers, recorders and downloads have it: no samples in the index, and a fragment for each key frame. */
	fragmented: {
		pictures: x264(60, '-bf 3 -movflags frag_keyframe+empty_moov+default_base_moof'),
	},
	/** As live recorders write it that lose nothing when they crash. */
	fragmentEachPicture: { pictures: x264(60, '-bf 2 -movflags frag_every_frame+empty_moov') },
	/** As for DASH: with lists before fragments. (Of these, ffmpeg takes times of B-frames and edits not as meant.) */
	dash: { pictures: x264(60, '-movflags dash+frag_keyframe+empty_moov') },
	/** Sound begins later, by an edit list for all fragments. */
	fragmentsSoundLate: {
		pictures: x264(60, '-bf 3 -movflags frag_keyframe+delay_moov'),
		soundLateS: 0.7,
	},
	/** Each track has fragments of its own, by time. */
	fragmentEachTrack: {
		pictures: x264(30, '-movflags empty_moov+separate_moof+omit_tfhd_offset -frag_duration 700000'),
	},
	/** Some samples are in the index, and others in fragments. */
	hybrid: { pictures: x264(60, '-bf 3 -movflags frag_keyframe') },
	hybridMov: {
		extension: 'mov',
		pictures: x264(60, '-movflags frag_keyframe'),
		sound: '-c:a pcm_s16le',
	},
	/** A key frame every 12 s only: no pieces of ten seconds. */
	fewKeys: { pictures: x264(360) },
	/** The first picture is the only key frame. */
	noKeys: { pictures: x264(1_000_000) },
} satisfies Record<string, Recipe>;

/** Kinds of long videos, with small moving pictures of 320×240. */
export type LongVideo = keyof typeof RECIPES;

/** All kinds of them, by name. */
export const LONG_VIDEO_NAMES = Object.keys(RECIPES) as LongVideo[];

/**
 * Makes a video of that kind and length, once per computer, and gives the path of the file. Nobody may write to it.
 * Half a minute takes about a second.
 */
export const LONG_VIDEOS = Object.fromEntries(
	LONG_VIDEO_NAMES.map((name) => [name, (seconds: number) => longVideo(name, seconds)]),
) as Record<LongVideo, (seconds: number) => Promise<string>>;

const FOLDER = join(tmpdir(), 'wan-videoedit-long-videos');

const made = new Map<string, Promise<string>>();

async function longVideo(name: LongVideo, seconds: number): Promise<string> {
	const key = `${name} ${seconds}`;
	const path = made.get(key) ?? make(name, seconds);
	made.set(key, path);
	return await path;
}

async function make(name: LongVideo, seconds: number): Promise<string> {
	const recipe: Recipe = RECIPES[name];
	const extension = recipe.extension ?? 'mp4';
	const passes = passesOf(recipe, seconds);
	// Another recipe of this name makes another file.
	const version = createHash('sha256').update(JSON.stringify(passes)).digest('hex').slice(0, 12);
	const path = join(FOLDER, `${name}-${seconds}s-${version}.${extension}`);
	if (existsSync(path)) return path;
	await mkdir(FOLDER, { recursive: true });
	// Tests of other processes may make or read the same file at this moment.
	const drafts = passes.map(() => join(FOLDER, `${randomUUID()}.${extension}`));
	try {
		await ffmpeg([...passes[0], drafts[0]]);
		if (passes[1]) await ffmpeg([...inserted(passes[1], drafts[0]), drafts[1]]);
		await rename(drafts.at(-1)!, path);
		return path;
	} finally {
		await Promise.all(drafts.map((draft) => rm(draft, { force: true })));
	}
}

/** Stands for the file of the first pass. */
const FIRST = '{first}';

const inserted = (args: string[], path: string) => args.map((arg) => (arg === FIRST ? path : arg));

const words = (options: string) => options.split(/\s+/).filter((word) => word !== '');

function passesOf(recipe: Recipe, seconds: number): string[][] {
	const { rate = '30', pictures, sound = AAC, then } = recipe;
	const { picturesLateS = 0, soundLateS = 0, soundLongerS = 0 } = recipe;
	const source = `testsrc2=size=320x240:rate=${rate}:duration=${seconds}`;
	// A tone that rises all the time, so that no moment sounds like another.
	const tone = `aevalsrc=0.3*sin(2*PI*t*(200+20*t)):s=48000:d=${seconds + soundLongerS}`;
	const first = words(
		[
			`-itsoffset ${picturesLateS} -f lavfi -i ${source}`,
			sound === null ? '' : `-itsoffset ${soundLateS} -f lavfi -i ${tone}`,
			pictures,
			sound ?? '',
		].join(' '),
	);
	if (then === undefined) return [first];
	const { before = '', after } = then;
	return [first, [...words(before), '-i', FIRST, '-c', 'copy', ...words(after)]];
}
