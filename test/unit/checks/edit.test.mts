import { describe, expect, test } from '@jest/globals';

import { checkEdit } from '../../../nodes/WanVideoEdit/checks/edit';
import { submitBody } from '../../../nodes/WanVideoEdit/service/apimart/submitBody';

/** From the body as n8n's routing puts it together to the one that is sent. */
const editBody = (...raw: Parameters<typeof checkEdit>) => submitBody(checkEdit(...raw));

const VIDEO = 'https://example.com/street.mp4';
const BARE = { model: 'wan2.7-videoedit', video_urls: [VIDEO] };
const LEAST = { ...BARE, resolution: '1080P' };
const body = (fields: Record<string, unknown> = {}, extraMetadata?: unknown) =>
	editBody({ ...BARE, ...fields }, extraMetadata);

describe('the whole body', () => {
	test('of a bare edit is the model, the video and the resolution, which decides the price', () => {
		expect(body()).toEqual(LEAST);
	});

	test('has every field under the name of the API', () => {
		const everything = {
			prompt: 'Replace the background with a snowy mountain scene',
			negative_prompt: 'blurry',
			image_urls: ['https://example.com/style.jpg'],
			resolution: '720P',
			duration: 5,
			size: '9:16',
			prompt_extend: false,
			watermark: true,
			seed: 42,
			metadata: { audio_setting: 'origin' },
			webhook: 'https://example.com/hook',
		};
		expect(body(everything)).toEqual({ ...LEAST, ...everything });
	});

	test.each(['', ' ', null, undefined])('leaves out every field that is %p', (empty) => {
		const unset = {
			prompt: '',
			negative_prompt: empty,
			image_urls: empty,
			resolution: empty,
			duration: empty,
			size: empty,
			prompt_extend: empty,
			watermark: empty,
			seed: empty,
			metadata: empty,
			webhook: empty,
		};
		expect(JSON.stringify(body(unset, empty))).toBe(JSON.stringify(LEAST));
	});

	test.each(['', ' ', '\u200b', null, undefined])(
		'no prompt (%p) is a default style transfer where nobody wrote one, and a mistake of an expression',
		(nothing) => {
			const raw = { ...LEAST, prompt: nothing };
			expect(editBody(raw)).toEqual(LEAST);
			expect(() => editBody(raw, undefined, undefined, true)).toThrow(
				'Prompt is an expression that gives nothing',
			);
		},
	);

	test.each([
		['Prompt', 'prompt'],
		['Negative Prompt', 'negative_prompt'],
	])('%s: an expression in a text that gives an object is a mistake', (name, field) => {
		expect(() => body({ [field]: 'Like [object Object]' })).toThrow(
			`${name} has an expression that gives an object instead of text, but it is "Like [object Object]"`,
		);
	});

	test('does not pass on a field that the API does not know', () => {
		expect(body({ aspect_ratio: '1:1', ratio: '1:1' })).toEqual(LEAST);
	});
});

describe('Video URL', () => {
	test.each<[string, unknown]>([
		['text', VIDEO],
		['an array', [VIDEO]],
		['the first of several', [VIDEO, 'https://example.com/other.mp4']],
	])('from %s', (_what, value) => {
		expect(body({ video_urls: value }).video_urls).toEqual([VIDEO]);
	});

	test.each<[unknown]>([[undefined], [null], [''], [' '], [[]], [['']]])(
		'is required: %p',
		(value) => {
			expect(() => body({ video_urls: value })).toThrow('Video URL is required, but it is empty');
		},
	);

	test('must be a web address', () => {
		expect(() => body({ video_urls: ['street.mp4'] })).toThrow(
			'Video URL must be a web address, but "street.mp4" is the name of a file',
		);
	});
});

describe('prompts are counted in characters, an emoji as one', () => {
	test.each<[string, string, number]>([
		['prompt', 'Prompt', 5000],
		['negative_prompt', 'Negative Prompt', 500],
	])('%s', (field, name, longest) => {
		for (const character of ['a', '漢', '🎬']) {
			const fits = character.repeat(longest);
			expect(body({ [field]: fits })).toEqual({ ...LEAST, [field]: fits });
			expect(() => body({ [field]: `${fits}${character}` })).toThrow(
				new Error(`${name} takes at most ${longest} characters, but it has ${longest + 1}`),
			);
		}
	});
});

test('Reference Image URLs: at most four', () => {
	const images = [1, 2, 3, 4, 5].map((n) => `https://example.com/${n}.jpg`);
	expect(body({ image_urls: images.slice(0, 4).join('\n') }).image_urls).toEqual(
		images.slice(0, 4),
	);
	expect(() => body({ image_urls: images.join('\n') })).toThrow(
		new Error('Reference Image URLs takes at most 4 images, but there are 5'),
	);
});

describe('Duration (Seconds)', () => {
	test.each<[unknown, number]>([
		[2, 2],
		[3, 3],
		[9, 9],
		[10, 10],
		['7', 7],
	])('%p is sent as %p', (value, sent) => {
		expect(body({ duration: value })).toEqual({ ...LEAST, duration: sent });
	});

	test.each<[unknown]>([[0], ['0'], [''], [null], [undefined]])(
		'%p is the full length and left out',
		(value) => {
			expect(body({ duration: value })).toEqual(LEAST);
		},
	);

	test.each<[unknown, string]>([
		[1, '1'],
		['1', '"1"'],
		[11, '11'],
		[2.5, '2.5'],
		['2.5', '"2.5"'],
		['2,5', '"2,5"'],
		[-1, '-1'],
		['abc', '"abc"'],
		['5s', '"5s"'],
		[Number.NaN, 'NaN'],
		[Number.POSITIVE_INFINITY, 'Infinity'],
		[true, 'true'],
		[[5], '[5]'],
	])('%p is refused', (value, shown) => {
		expect(() => body({ duration: value })).toThrow(
			new Error(
				`Duration (Seconds) must be 0 (full length) or a whole number from 2 to 10, but it is ${shown}`,
			),
		);
	});
});

describe('Seed', () => {
	test.each<[unknown, number]>([
		[0, 0],
		['0', 0],
		[1, 1],
		['12345', 12345],
		[2147483647, 2147483647],
	])('%p is sent as %p', (value, sent) => {
		expect(body({ seed: value })).toEqual({ ...LEAST, seed: sent });
	});

	test.each<[unknown, string]>([
		[-1, '-1'],
		[1.5, '1.5'],
		[2147483648, '2147483648'],
		['abc', '"abc"'],
		[Number.NaN, 'NaN'],
	])('%p is refused', (value, shown) => {
		expect(() => body({ seed: value })).toThrow(
			new Error(`Seed must be a whole number from 0 to 2147483647, but it is ${shown}`),
		);
	});
});

describe('the checked edit, for whichever service', () => {
	test('of a bare one has a video and no images', () => {
		const { videoUrl, imageUrls, ...others } = checkEdit(BARE);
		expect([videoUrl, imageUrls]).toEqual([VIDEO, []]);
		expect(others).toEqual({ extraMetadata: {} });
	});

	test('has every value in its own type', () => {
		const image = 'https://example.com/style.jpg';
		const raw = {
			video_urls: VIDEO,
			prompt: 'Snow',
			negative_prompt: 'blurry',
			image_urls: image,
			resolution: '720p',
			duration: '5',
			size: '9:16',
			prompt_extend: 'false',
			watermark: 'true',
			seed: '42',
			metadata: { audio_setting: 'ORIGIN' },
			webhook: 'https://example.com/hook',
		};
		expect(checkEdit(raw, '{"style": "oil", "audio_setting": "auto"}')).toEqual({
			videoUrl: VIDEO,
			prompt: 'Snow',
			negativePrompt: 'blurry',
			imageUrls: [image],
			resolution: '720P',
			durationS: 5,
			aspectRatio: '9:16',
			rewritePrompt: false,
			watermark: true,
			seed: 42,
			audio: 'origin',
			extraMetadata: { style: 'oil' },
			callbackUrl: 'https://example.com/hook',
		});
	});

	test('keeps what one service need not be told: the full length and 1080P', () => {
		expect(checkEdit({ ...LEAST, duration: 0, resolution: '1080p' })).toMatchObject({
			durationS: 0,
			resolution: '1080P',
		});
	});

	test('has no address of a video that is a file', () => {
		expect(checkEdit(LEAST, undefined, { video: true, images: 0 }).videoUrl).toBeUndefined();
	});
});
