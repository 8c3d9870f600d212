/**
 * Draws the two videos of the simulator: a street in summer, and the same in front of snowy mountains, which is what it
 * returns for the first one. `npx tsx scripts/sampleVideo.mts [folder]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';

import { MEDIA_DIRECTORY } from '../simulator/video/sample.mts';
import { drawSummer, drawWinter } from './sampleVideo/backdrop.mts';
import { Canvas } from './sampleVideo/canvas.mts';
import { drawCar, drawSnowfall, drawWalker } from './sampleVideo/moving.mts';
import { drawStreet } from './sampleVideo/street.mts';

const [WIDTH, HEIGHT, RATE, SECONDS] = [640, 360, 24, 6];

/** A quiet street, and a car that comes and goes. */
const SOUND = `anoisesrc=color=brown:amplitude=0.4:seed=7:sample_rate=44100:duration=${SECONDS}`;
const CAR_PASSES = "lowpass=f=420,volume='0.18+0.8*exp(-pow((t-3.2)/1.1,2))':eval=frame";

/** Nothing that depends on the day, the version or the computer. */
const SAME_EACH_TIME = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'];

async function write(file: string, isWinter: boolean, quality: number): Promise<void> {
	const pictures = [
		'-f',
		'rawvideo',
		'-pix_fmt',
		'rgb24',
		'-s',
		`${WIDTH}x${HEIGHT}`,
		'-r',
		`${RATE}`,
	];
	const video = [
		'-c:v',
		'libx264',
		'-preset',
		'veryslow',
		'-crf',
		`${quality}`,
		'-pix_fmt',
		'yuv420p',
	];
	// A key frame every second, where tests cut, and pictures in the order in which they are shown.
	const order = ['-bf', '0', '-sc_threshold', '0', '-g', `${RATE}`, '-keyint_min', `${RATE}`];
	const audio = ['-af', CAR_PASSES, '-c:a', 'aac', '-b:a', '48k', '-ac', '1', '-t', `${SECONDS}`];
	const encoder = spawn(
		ffmpeg,
		[
			...['-v', 'error', '-y', ...pictures, '-i', '-', '-f', 'lavfi', '-i', SOUND],
			...[...video, '-threads', '1', ...order, ...audio, ...SAME_EACH_TIME],
			...['-movflags', '+faststart', file],
		],
		{ stdio: ['pipe', 'inherit', 'inherit'] },
	);
	const ended = once(encoder, 'exit');
	for (const frame of frames(isWinter)) {
		if (!encoder.stdin.write(frame)) await once(encoder.stdin, 'drain');
	}
	encoder.stdin.end();
	const [code] = (await ended) as [number];
	if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}

function* frames(isWinter: boolean): Generator<Buffer> {
	const still = new Canvas(WIDTH, HEIGHT);
	if (isWinter) drawWinter(still);
	else drawSummer(still);
	drawStreet(still, isWinter);
	const canvas = new Canvas(WIDTH, HEIGHT);
	for (let frame = 0; frame < RATE * SECONDS; frame++) {
		const timeS = frame / RATE;
		canvas.copy(still);
		drawWalker(canvas, timeS);
		drawCar(canvas, timeS, isWinter);
		if (isWinter) drawSnowfall(canvas, timeS);
		yield canvas.rgb;
	}
}

const [folder = MEDIA_DIRECTORY] = process.argv.slice(2);
await write(join(folder, 'sample.mp4'), false, 22);
await write(join(folder, 'edited.mp4'), true, 28);
