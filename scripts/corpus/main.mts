/**
 * Makes a corpus of videos with ffmpeg, and compares the node's reader with ffprobe on each of them. With
 * `--keep`, a selection of small ones becomes the corpus of the tests.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { CHANGES, HYBRID_CHANGES } from '../../test/support/videos/changes.mts';
import { CUTS, HYBRID, PLAIN, RECIPES } from '../../test/support/videos/recipes.mts';
import {
	byRanges,
	byStream,
	differences,
	type Reader,
	type Kept,
} from '../../test/support/videos/reference.mts';
import { ffmpeg, needFfmpeg, reference } from './ffmpeg.mts';
import { showSpeed } from './speed.mts';

const KEPT = join(import.meta.dirname, '../../test/support/videos/corpus');
const MOST_KEPT_BYTES = 14_000;

const reader = createRequire(import.meta.url)(
	'../../dist/nodes/WanVideoEdit/video/readVideo.js',
) as Reader;

await needFfmpeg();
const folder = mkdtempSync(join(tmpdir(), 'video-corpus-'));
const files = new Map<string, string>();
const fileOf = (name: string, extension: string) => {
	const path = join(folder, `${name.replace(/\W+/g, '-')}.${extension}`);
	files.set(name, path);
	return path;
};
try {
	for (const [name, extension, options] of RECIPES) {
		await ffmpeg(options, fileOf(name, extension)).catch((error: Error) => {
			// Not every ffmpeg has every encoder.
			console.log(`not made  ${name}: ${error.message.trim().split('\n').at(-1)}`);
			files.delete(name);
		});
	}
	const [plain, hybrid] = [files.get(PLAIN)!, files.get(HYBRID)!];
	for (const [name, options] of Object.entries(CUTS)) {
		await ffmpeg(options.replace('{}', plain), fileOf(name, 'mp4'));
	}
	for (const [name, change] of Object.entries(CHANGES)) {
		writeFileSync(fileOf(name, 'mp4'), change(readFileSync(plain)));
	}
	for (const [name, change] of Object.entries(HYBRID_CHANGES)) {
		writeFileSync(fileOf(name, 'mp4'), change(readFileSync(hybrid)));
	}
	await compareAll();
	await showSpeed(reader, [...files.values()]);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

async function compareAll() {
	const kept: Record<string, Kept> = {};
	let different = 0;
	for (const [name, path] of files) {
		const file = readFileSync(path);
		const expected = await reference(path);
		const ways = [await byRanges(reader, file), await byStream(reader, file, 1000)];
		const found = new Set(ways.flatMap((reading) => differences(reading, expected)));
		console.log(`${found.size > 0 ? 'DIFFERENT' : 'same     '} ${name} (${file.length} bytes)`);
		for (const difference of found) console.log(`          ${difference}`);
		different += found.size > 0 ? 1 : 0;
		const isChange = name in CHANGES || name in HYBRID_CHANGES;
		if (isChange) kept[name] = expected;
		else if (file.length < MOST_KEPT_BYTES) kept[name] = { ...expected, file: basename(path) };
	}
	console.log(`\n${files.size} videos, ${different} of them measured otherwise than by ffprobe`);
	if (different > 0) process.exitCode = 1;
	else if (process.argv.includes('--keep')) keep(kept);
}

function keep(kept: Record<string, Kept>) {
	rmSync(KEPT, { recursive: true, force: true });
	mkdirSync(KEPT);
	for (const { file } of Object.values(kept)) {
		if (file !== undefined) copyFileSync(join(folder, file), join(KEPT, file));
	}
	const lines = Object.entries(kept).map(
		([name, expected]) => `\t${JSON.stringify(name)}: ${JSON.stringify(expected)}`,
	);
	writeFileSync(join(KEPT, 'ffprobe.json'), `{\n${lines.join(',\n')}\n}\n`);
}
