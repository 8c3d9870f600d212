import { describe, expect, test } from '@jest/globals';
import { makeVideo, readMedia } from '../support/media.mts';

describe('test material', () => {
	test('is the sample when nothing else is asked for', async () => {
		const facts = await readMedia(await makeVideo());
		expect(facts).toMatchObject({ format: 'MP4', width: 640, height: 360, frames: 144 });
		expect(facts.seconds).toBeCloseTo(6, 1);
		expect(facts.audioSeconds).toBeCloseTo(6, 1);
	});

	test.each([1, 3.5, 11])('lasts %s s', async (seconds) => {
		const facts = await readMedia(await makeVideo({ seconds }));
		expect(facts.seconds).toBeCloseTo(seconds, 1);
		expect(facts.audioSeconds).toBeCloseTo(seconds, 1);
	});

	test.each([
		['mp4', 'MP4'],
		['mov', 'QuickTime File Format'],
		['mkv', 'Matroska'],
	] as const)('comes as %s with the size declared', async (container, format) => {
		const facts = await readMedia(await makeVideo({ container, width: 5000, height: 300 }));
		expect(facts).toMatchObject({ format, width: 5000, height: 300, frames: 144 });
	});

	test('can be silent, and as large as wished', async () => {
		const bytes = await makeVideo({ silent: true, padToBytes: 400_000 });
		expect(bytes.length).toBe(400_000);
		expect((await readMedia(bytes)).audioSeconds).toBeUndefined();
	});
});
