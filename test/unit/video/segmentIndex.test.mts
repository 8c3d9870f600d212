import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { unfit } from '../../../nodes/WanVideoEdit/checks/videoLimits';
import { readVideoByRanges } from '../../../nodes/WanVideoEdit/video/readVideo';

const FOLDER = join(import.meta.dirname, '../../support/videos/corpus');

/** Three fragments of 1 s, with a list of their lengths before them; and where the numbers of the list are. */
const FILE = 'DASH-with-one-list.mp4';
const TRACK = 4;
const TIMESCALE = 8;
const COUNT = 30;
const ENTRIES = 32;

/** Reads the first fragment only, as of a link with more fragments than it is asked for. */
async function reading(change: (list: Buffer) => void) {
	const file = Buffer.from(readFileSync(join(FOLDER, FILE)));
	change(file.subarray(file.indexOf('sidx', 0, 'latin1') + 4));
	const known = file.indexOf('mdat', 0, 'latin1') + 100;
	return await readVideoByRanges(
		file.length,
		async (from, to) => await Promise.resolve(to > known ? undefined : file.subarray(from, to)),
	);
}

test('a list before the fragments says how long those are that were not read', async () => {
	expect(await reading(() => {})).toMatchObject({ seconds: [3], isLonger: true });
});

test('a video that is too long by this list is refused', async () => {
	const facts = await reading((list) => {
		for (const entry of [0, 1, 2]) {
			const at = ENTRIES + 12 * entry + 4;
			list.writeUInt32BE(list.readUInt32BE(at) * 12, at);
		}
	});
	expect(unfit(facts)).toBe('The video is more than 36 s long; Wan 2.7 VideoEdit takes 2–10 s');
});

test('more entries than fit into the list are not believed', async () => {
	const facts = await reading((list) => list.writeUInt16BE(0xffff, COUNT));
	expect(facts).toMatchObject({ seconds: [3], isLonger: true });
});

test('times of 32 bits', async () => {
	const facts = await reading((list) => {
		list[0] = 0;
		list.copyWithin(COUNT - 2 - 8, COUNT - 2, ENTRIES + 3 * 12);
	});
	expect(facts).toMatchObject({ seconds: [3], isLonger: true });
});

test.each<[string, (list: Buffer) => void]>([
	['a list about another track', (list) => list.writeUInt32BE(7, TRACK)],
	['a list without a unit', (list) => list.writeUInt32BE(0, TIMESCALE)],
	['an empty list', (list) => list.writeUInt16BE(0, COUNT)],
])('%s says nothing', async (_what, change) => {
	const facts = await reading(change);
	expect(facts).toMatchObject({ seconds: [1, 1, 1], isLonger: true });
});
