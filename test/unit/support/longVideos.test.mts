import { expect, test } from '@jest/globals';

import { seen, type Seen } from '../../support/ffmpeg.mts';
import { LONG_VIDEOS, type LongVideo } from '../../support/longVideos.mts';

const SECONDS = 14;

const keysOf = ({ packets }: Seen) =>
	packets.filter(({ isKey }) => isKey).map(({ timeS }) => timeS);

/** Pictures that are decoded after a key frame and shown before it. */
const leadingOf = ({ packets }: Seen) =>
	packets.filter(({ timeS }, place) =>
		packets.slice(0, place).some((earlier) => earlier.isKey && earlier.timeS > timeS),
	).length;

const stepsOf = ({ times }: Seen) =>
	new Set(times.slice(1).map((time, place) => (time - times[place]).toFixed(3)));

test('each kind is what its name says', async () => {
	const look = async (name: LongVideo) => {
		const video = await seen(await LONG_VIDEOS[name](SECONDS));
		expect(video.warnings).toBe('');
		expect(new Set(video.pictures).size).toBe(video.times.length);
		return video;
	};
	expect(keysOf(await look('everySecond'))).toHaveLength(SECONDS);
	expect(keysOf(await look('fewKeys'))).toEqual([0, 12]);
	expect(keysOf(await look('noKeys'))).toEqual([0]);
	expect(leadingOf(await look('openGop'))).toBeGreaterThan(0);
	expect(leadingOf(await look('hevc'))).toBeGreaterThan(0);
	expect(leadingOf(await look('hevcClosed'))).toBe(0);
	const reordered = await look('bFrames');
	expect(leadingOf(reordered)).toBe(0);
	expect(reordered.packets.map(({ timeS }) => timeS)).not.toEqual(reordered.times);
	expect(stepsOf(reordered).size).toBe(1);
	expect(stepsOf(await look('variableRate')).size).toBeGreaterThan(50);
	expect(await look('rotated')).toMatchObject({ rotation: 90, width: 320, height: 240 });
	expect((await look('silent')).soundMd5).toBeNull();
	expect((await look('picturesLate')).times[0]).toBe(0.5);
	const trimmed = await look('trimmed');
	expect(trimmed.packets.length).toBeGreaterThan(trimmed.times.length);
});
