import { describe, expect, test } from '@jest/globals';

import { checkEdit } from '../../../nodes/WanVideoEdit/checks/edit';
import { submitBody } from '../../../nodes/WanVideoEdit/service/apimart/submitBody';

/** From the body as n8n's routing puts it together to the one that is sent. */
const editBody = (...raw: Parameters<typeof checkEdit>) => submitBody(checkEdit(...raw));

const LEAST = {
	model: 'wan2.7-videoedit',
	video_urls: ['https://example.com/street.mp4'],
	resolution: '1080P',
};
const body = (fields: Record<string, unknown>, extraMetadata?: unknown) =>
	editBody({ ...LEAST, resolution: undefined, ...fields }, extraMetadata);

describe('Resolution', () => {
	test.each(['720P', '720p', ' 720 P ', '720', 720])('%p is sent as 720P', (value) => {
		expect(body({ resolution: value })).toEqual({ ...LEAST, resolution: '720P' });
	});

	test.each(['1080P', '1080p', 1080])('%p is what the service does anyway', (value) => {
		expect(body({ resolution: value }).resolution ?? '1080P').toBe('1080P');
	});

	test.each<[unknown, string]>([
		['480P', '"480P"'],
		['4K', '"4K"'],
		['108', '"108"'],
		[7200, '7200'],
	])('%p is refused', (value, shown) => {
		expect(() => body({ resolution: value })).toThrow(
			new Error(`Resolution must be 1080P or 720P, but it is ${shown}`),
		);
	});
});

describe('Aspect Ratio', () => {
	test.each(['16:9', '9:16', '1:1', '4:3', '3:4'])('%s is sent as size', (value) => {
		expect(body({ size: value })).toEqual({ ...LEAST, size: value });
	});

	test.each<[unknown, string]>([
		['21:9', '"21:9"'],
		['16/10', '"16/10"'],
		['1280x720', '"1280x720"'],
		[1, '1'],
	])('%p is refused', (value, shown) => {
		expect(() => body({ size: value })).toThrow(
			new Error(`Aspect Ratio must be 16:9, 9:16, 1:1, 4:3 or 3:4, but it is ${shown}`),
		);
	});
});

describe.each([
	['Rewrite Prompt', 'prompt_extend'],
	['Watermark', 'watermark'],
])('%s', (name, field) => {
	test.each<[unknown, boolean]>([
		['true', true],
		['false', false],
		['TRUE', true],
		['no', false],
		[1, true],
		['0', false],
	])('%p counts as %p', (value, sent) => {
		// One of the two is the default of the service, which need not be sent.
		const serviceDefault = field === 'prompt_extend';
		expect(body({ [field]: value })).toEqual(body({ [field]: sent }));
		expect({ [field]: serviceDefault, ...body({ [field]: value }) }).toMatchObject({
			[field]: sent,
		});
	});

	test('another word is refused', () => {
		expect(() => body({ [field]: 'new' })).toThrow(
			new Error(`${name} must be true or false, but it is "new"`),
		);
	});
});

describe('Callback URL', () => {
	test('is sent as webhook', () => {
		const webhook = 'https://n8n.example.com/webhook-waiting/42?signature=a1b2';
		expect(body({ webhook })).toEqual({ ...LEAST, webhook });
	});

	test('must be a web address', () => {
		expect(() => body({ webhook: 'n8n.example.com/hook' })).toThrow(
			'Callback URL lacks https:// in front of "n8n.example.com/hook"',
		);
	});
});

describe('Audio and Extra Metadata make one metadata', () => {
	test.each<[string, unknown, unknown, Record<string, unknown> | undefined]>([
		['nothing', undefined, undefined, undefined],
		['an empty object', undefined, '{}', undefined],
		['Audio alone', { audio_setting: 'origin' }, '{}', { audio_setting: 'origin' }],
		['Audio in capitals', { audio_setting: 'ORIGIN' }, '', { audio_setting: 'origin' }],
		['JSON text', undefined, '{"style": {"n": [1]}}', { style: { n: [1] } }],
		['an object', undefined, { style: 'oil' }, { style: 'oil' }],
		['both', { audio_setting: 'origin' }, { a: 1 }, { a: 1, audio_setting: 'origin' }],
		[
			'Audio wins over the same key',
			{ audio_setting: 'origin' },
			'{"audio_setting": "auto", "a": false}',
			{ a: false, audio_setting: 'origin' },
		],
		[
			'Audio by Extra Metadata',
			undefined,
			{ audio_setting: 'Origin' },
			{ audio_setting: 'origin' },
		],
		[
			'Audio left empty',
			{ audio_setting: '' },
			{ audio_setting: 'origin' },
			{ audio_setting: 'origin' },
		],
		['an empty audio key', undefined, { audio_setting: '' }, undefined],
		['line breaks in the JSON', undefined, '{\n  "a": 1\n}\n', { a: 1 }],
	])('%s', (_what, audio, extra, metadata) => {
		expect(body({ metadata: audio }, extra)).toEqual(metadata ? { ...LEAST, metadata } : LEAST);
	});

	test('does not change the object that came in', () => {
		const extra = Object.freeze({ audio_setting: 'ORIGIN', a: 1 });
		expect(body({}, extra).metadata).toEqual({ audio_setting: 'origin', a: 1 });
	});

	test.each<[string, unknown, unknown, string]>([
		['Audio', { audio_setting: 'loud' }, '', 'Audio must be auto or origin, but it is "loud"'],
		[
			'its key',
			undefined,
			'{"audio_setting": 1}',
			'audio_setting in Extra Metadata must be auto or origin, but it is 1',
		],
		['null', undefined, '{"a": null}', 'Extra Metadata must not hold empty values'],
		['empty text', undefined, '{"a": ""}', 'Extra Metadata must not hold empty values'],
		['broken JSON', undefined, '{"a": 1', 'Extra Metadata must be a JSON object'],
		['an array', undefined, '[{"a": 1}]', 'Extra Metadata must be a JSON object'],
		['plain text', undefined, 'a=1', 'but it is "a=1"'],
	])('refused: %s', (_what, audio, extra, message) => {
		expect(() => body({ metadata: audio }, extra)).toThrow(message);
	});
});
