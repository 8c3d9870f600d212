import { readFileSync } from 'node:fs';

import { BufferSource, Input, MP4, QTFF } from 'mediabunny';

import { byRanges, type Reader } from '../../test/support/videos/reference.mts';

const ROUNDS = 20;

/** Prints how long the node's reader takes beside a library that many use, on all files. */
export async function showSpeed(reader: Reader, paths: string[]): Promise<void> {
	const files = paths.map((path) => readFileSync(path));
	const times = {
		'this reader': await timeOf(files, async (file) => await byRanges(reader, file)),
		Mediabunny: await timeOf(files, measureWithLibrary),
	};
	for (const [name, ms] of Object.entries(times)) {
		console.log(`${name}: ${(ms / files.length / ROUNDS).toFixed(2)} ms per video`);
	}
}

async function timeOf(files: Buffer[], read: (file: Buffer) => Promise<unknown>) {
	const begin = performance.now();
	for (let round = 0; round < ROUNDS; round++) {
		// The library cannot read all of them.
		for (const file of files) await read(file).catch(() => {});
	}
	return performance.now() - begin;
}

async function measureWithLibrary(file: Buffer) {
	using input = new Input({ formats: [MP4, QTFF], source: new BufferSource(file) });
	const track = await input.getPrimaryVideoTrack();
	await track?.getFirstTimestamp();
	await track?.computeDuration();
	return await track?.getDisplayWidth();
}
