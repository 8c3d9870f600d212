import { describe, expect, test } from '@jest/globals';

import {
	durationTooLong,
	notAVideo,
	tooLarge,
	unfit,
	type ProbeResult,
} from '../../../nodes/WanVideoEdit/checks/videoLimits';
import type { VideoFacts } from '../../../nodes/WanVideoEdit/video/facts';

const FIT: VideoFacts = { seconds: [5], isLonger: false, sizes: [[1280, 720]], isWhole: true };
const video = (facts: Partial<VideoFacts>) => unfit({ ...FIT, ...facts });

describe('length: 2–10 s, and a tenth more or less', () => {
	test.each([1.9, 1.95, 2, 9.99, 10, 10.05, 10.1])('%p s fits', (seconds) => {
		expect(video({ seconds: [seconds] })).toBeUndefined();
	});

	test.each([
		[34.2, '34.2'],
		[10.11, '10.1'],
		[11, '11'],
		[1.89, '1.9'],
		[1, '1'],
		[0, '0'],
		[61.03333333, '61'],
	])('%p s does not', (seconds, shown) => {
		expect(video({ seconds: [seconds] })).toBe(
			`The video is ${shown} s long; Wan 2.7 VideoEdit takes 2–10 s`,
		);
	});
});

describe('where pictures and edit list differ, only what both break is refused', () => {
	test.each([
		[12, 8],
		[34.2, 5],
		[8, 12],
		[1, 4],
	])('%p and %p s fit', (pictures, edited) => {
		expect(video({ seconds: [pictures, edited] })).toBeUndefined();
	});

	test.each([
		[34.2, 12, '34.2'],
		[34.2, 0.1, '34.2'],
		[1, 1.5, '1'],
		[1, 34, '1'],
	])('%p and %p s do not, and the first is named', (first, other, shown) => {
		expect(video({ seconds: [first, other] })).toContain(`The video is ${shown} s long`);
	});

	test('a duration is compared with the longer one', () => {
		expect(durationTooLong({ ...FIT, seconds: [12, 4] }, 9)).toBeUndefined();
		expect(durationTooLong({ ...FIT, seconds: [6, 4] }, 9)).toContain('only 6 s long');
	});
});

describe('a video of which only the beginning could be measured', () => {
	test.each([[0.5], [1, 3], [9.9], [1, 12]])('%p s and more fit', (...seconds) => {
		expect(video({ seconds, isLonger: true })).toBeUndefined();
		expect(durationTooLong({ ...FIT, seconds, isLonger: true }, 10)).toBeUndefined();
	});

	test('12 s and more do not', () => {
		expect(video({ seconds: [12, 14], isLonger: true })).toBe(
			'The video is more than 12 s long; Wan 2.7 VideoEdit takes 2–10 s',
		);
	});
});

test('a length that is not known fits', () => {
	expect(video({ seconds: [] })).toBeUndefined();
	expect(durationTooLong({ ...FIT, seconds: [] }, 10)).toBeUndefined();
});

describe('where displayed and stored size differ, only what both break is refused', () => {
	test.each<[string, VideoFacts['sizes']]>([
		[
			'wide pixels',
			[
				[5120, 2160],
				[3840, 2160],
			],
		],
		[
			'a narrow part of it',
			[
				[200, 720],
				[1280, 720],
			],
		],
		[
			'a shape that only one of them has',
			[
				[2500, 300],
				[1200, 300],
			],
		],
		['no size at all', []],
	])('%s', (_what, sizes) => {
		expect(video({ sizes })).toBeUndefined();
	});

	test.each<[string, VideoFacts['sizes'], string]>([
		[
			'both too large',
			[
				[6000, 2160],
				[4500, 2160],
			],
			'has 6000×2160 pixels',
		],
		[
			'too large, and too flat',
			[
				[5120, 300],
				[3840, 300],
			],
			'has 5120×300 pixels',
		],
		[
			'both too flat',
			[
				[4000, 400],
				[3600, 400],
			],
			'has an aspect ratio of 10:1',
		],
	])('%s', (_what, sizes, reason) => {
		expect(video({ sizes })).toContain(reason);
	});
});

describe('size: 240–4096 pixels wide and high', () => {
	test.each([
		[240, 240],
		[4096, 4096],
		[1920, 240],
		[240, 1920],
		[512, 4096],
	])('%p×%p fits', (width, height) => {
		expect(video({ sizes: [[width, height]] })).toBeUndefined();
	});

	test.each([
		[239, 720],
		[1280, 239],
		[4097, 2160],
		[2160, 4097],
		[0, 0],
	])('%p×%p does not', (width, height) => {
		expect(video({ sizes: [[width, height]] })).toBe(
			`The video has ${width}×${height} pixels; Wan 2.7 VideoEdit takes 240–4096 pixels in width and height`,
		);
	});
});

describe('aspect ratio: 1:8–8:1', () => {
	test.each([
		[2400, 300],
		[300, 2400],
	])('%p×%p fits', (width, height) => {
		expect(video({ sizes: [[width, height]] })).toBeUndefined();
	});

	test.each([
		[2403, 300, '8.01:1'],
		[300, 2403, '1:8.01'],
		[1921, 240, '8.01:1'],
		[4000, 400, '10:1'],
	])('%p×%p does not', (width, height, shape) => {
		expect(video({ sizes: [[width, height]] })).toBe(
			`The video has an aspect ratio of ${shape} (${width}×${height} pixels); Wan 2.7 VideoEdit takes 1:8–8:1`,
		);
	});
});

describe('Duration (Seconds)', () => {
	test.each([
		[5, undefined],
		[5, 0],
		[5, 2],
		[5, 5],
		[4.9, 5],
		[9.9, 10],
		[1.9, 2],
	])('of a video of %p s: %p fits', (seconds, duration) => {
		expect(durationTooLong({ ...FIT, seconds: [seconds] }, duration)).toBeUndefined();
	});

	test.each([
		[4.89, 5, '4.9'],
		[5, 6, '5'],
		[3.04, 10, '3'],
	])('of a video of %p s: %p is too long', (seconds, duration, shown) => {
		expect(durationTooLong({ ...FIT, seconds: [seconds] }, duration)).toBe(
			`Duration (Seconds) is ${duration}, but the video is only ${shown} s long`,
		);
	});
});

test.each<[string, ProbeResult, string | undefined]>([
	['is in order', FIT, undefined],
	['could not be read', 'unknown', undefined],
	['has sound only', 'noPicture', 'The video has no picture track; Wan 2.7 VideoEdit needs one'],
	['is damaged', 'damaged', 'The video cannot be read: the file is cut off or damaged'],
	[
		'is cut off',
		{ ...FIT, isWhole: false },
		'The video is cut off: the file ends before its last picture',
	],
])('a video that %s', (_what, reading, reason) => {
	expect(unfit(reading)).toBe(reason);
});

test('a file: up to 100 MB', () => {
	expect(tooLarge(100 * 1024 * 1024)).toBeUndefined();
	expect(tooLarge(104_857_601)).toBe('The video is 100.1 MB; Wan 2.7 VideoEdit takes up to 100 MB');
});

test('a file of another kind is named', () => {
	expect(notAVideo('an AVI video')).toBe(
		'The video is an AVI video; Wan 2.7 VideoEdit takes MP4 and MOV files',
	);
});
