/**
 * Lets the node's reader of videos read damaged files: `npm run fuzz -- [number of files] [first seed]`. Says
 * which seed made a file that it threw at, took too long for, kept too much of, or judged differently by its link and
 * as a file.
 */
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { bomb, BOMBS } from '../test/support/videos/bombs.mts';
import {
	damagedVideo,
	isReading,
	MOST_WORK,
	readInAllWays,
	soundVideos,
} from '../test/support/videos/fuzz.mts';
import type { Reader } from '../test/support/videos/reference.mts';

const MOST_KEPT_BYTES = 32 * 1024 ** 2;
/** Of the processor, so that it does not matter what else the machine does. */
const MOST_MS = 100;
const FILES_BETWEEN_COLLECTIONS = 500;

const [files = 20_000, firstSeed = 1] = process.argv.slice(2).map(Number);
const reader = createRequire(import.meta.url)(
	'../dist/nodes/WanVideoEdit/video/readVideo.js',
) as Reader;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const memory = async () => {
	// What was freed is counted off a little later.
	for (let round = 0; round < 3; round++) {
		collectGarbage();
		await pause(20);
	}
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
};

const failures: string[] = [];
const verdicts = new Map<string, number>();
let longestMs = 0;
let mostWork = 0;

async function read(what: string, file: Buffer, pieceBytes?: number) {
	const begin = process.cpuUsage();
	const cost = await readInAllWays(reader, file, pieceBytes).catch((error: unknown) => {
		failures.push(`${what}: threw ${String(error)}`);
	});
	if (!cost) return;
	const { user, system } = process.cpuUsage(begin);
	// For four readings, one of them in small pieces.
	const ms = (user + system) / 1000;
	longestMs = Math.max(longestMs, ms);
	mostWork = Math.max(mostWork, cost.work);
	const [first] = cost.readings;
	const verdict = typeof first === 'string' ? first : 'measured';
	verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
	if (ms > 4 * MOST_MS) failures.push(`${what}: took ${ms.toFixed(0)} ms for four readings`);
	if (cost.work > MOST_WORK) failures.push(`${what}: cost ${cost.work} bytes`);
	const all = [...cost.readings, cost.partial];
	if (!all.every(isReading)) failures.push(`${what}: ${JSON.stringify(all)}`);
	if (new Set(cost.readings.map((reading) => JSON.stringify(reading))).size > 1) {
		failures.push(`${what}: different verdicts ${JSON.stringify(cost.readings)}`);
	}
}

const videos = soundVideos();
const before = await memory();
let mostKept = 0;
for (let file = 0; file < files; file++) {
	await read(`seed ${firstSeed + file}`, damagedVideo(videos, firstSeed + file));
	if (file % FILES_BETWEEN_COLLECTIONS === 0)
		mostKept = Math.max(mostKept, (await memory()) - before);
}
for (const name of Object.keys(BOMBS)) await read(name, bomb(name), 64 * 1024);
mostKept = Math.max(mostKept, (await memory()) - before);
if (mostKept > MOST_KEPT_BYTES) failures.push(`kept ${mostKept} bytes`);

console.log(`${files} damaged files, and ${Object.keys(BOMBS).length} that are made to cost much`);
for (const [verdict, count] of verdicts) console.log(`  ${count} ${verdict}`);
console.log(`At most ${longestMs.toFixed(0)} ms of the processor for four readings of a file,`);
console.log(`${mostWork} bytes of work, and ${Math.max(0, mostKept)} bytes kept after all`);
for (const failure of failures.slice(0, 20)) console.log(`FAILED ${failure}`);
if (failures.length > 0) process.exitCode = 1;
