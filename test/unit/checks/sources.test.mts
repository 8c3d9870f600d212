import { describe, expect, test } from '@jest/globals';

import { checkSources } from '../../../nodes/WanVideoEdit/checks/sources';

const UNTOUCHED = { videoSource: 'url', binaryPropertyName: 'data', options: {} };
const withField = (binaryPropertyName: unknown) =>
	checkSources({ ...UNTOUCHED, videoSource: 'binary', binaryPropertyName });
const withOptions = (options: Record<string, unknown>) => checkSources({ ...UNTOUCHED, options });

test('an untouched node takes a URL, no image files, and probes', () => {
	expect(checkSources(UNTOUCHED)).toEqual({ videoField: undefined, imageFields: [], probes: true });
});

describe('Video Source', () => {
	test.each<[unknown, string | undefined]>([
		['url', undefined],
		['URL', undefined],
		['', undefined],
		[undefined, undefined],
		['binary', 'data'],
		[' Binary ', 'data'],
	])('%p: the field is %p', (videoSource, field) => {
		expect(checkSources({ ...UNTOUCHED, videoSource }).videoField).toBe(field);
	});

	test('is one of two', () => {
		expect(() => checkSources({ ...UNTOUCHED, videoSource: 'file' })).toThrow(
			new Error('Video Source must be url or binary, but it is "file"'),
		);
	});
});

describe('Input Binary Field', () => {
	test.each<[unknown, string]>([
		['video', 'video'],
		[' video\n', 'video'],
		['video\u200b', 'video'],
		[['video'], 'video'],
		['["video"]', 'video'],
		['my video, cut', 'my video, cut'],
		[0, '0'],
		['x'.repeat(100), 'x'.repeat(100)],
	])('%p', (value, field) => {
		expect(withField(value).videoField).toBe(field);
	});

	test('may be what an expression has taken out of it', () => {
		const file = { mimeType: 'video/mp4', id: 'filesystem-v2:1' };
		expect(withField(file).videoField).toBe(file);
		expect(withOptions({ referenceImageBinaryFields: file }).imageFields).toEqual([file]);
		const mixed = ['style', file];
		expect(withOptions({ referenceImageBinaryFields: mixed }).imageFields).toEqual(mixed);
	});

	test.each<[unknown, string]>([
		['', 'is required, but it is empty'],
		[' ', 'is required, but it is empty'],
		[null, 'is required, but it is empty'],
		[{ id: 1 }, 'must be text, but it is {"id":1}'],
		['x'.repeat(101), 'takes at most 100 characters, but it has 101'],
		[['a', 'b'], 'takes one field, but there are 2'],
	])('refused: %p', (value, message) => {
		expect(() => withField(value)).toThrow(new Error(`Input Binary Field ${message}`));
		// The hidden field of the other source says nothing.
		expect(checkSources({ ...UNTOUCHED, binaryPropertyName: value }).videoField).toBeUndefined();
	});
});

describe('Reference Image Binary Fields', () => {
	test.each<[unknown, string[]]>([
		['style', ['style']],
		['style, logo', ['style', 'logo']],
		['style,logo,', ['style', 'logo']],
		[' style \r\n\n logo \n', ['style', 'logo']],
		['style; logo', ['style', 'logo']],
		['style|logo', ['style', 'logo']],
		['style，logo、frame', ['style', 'logo', 'frame']],
		['["style","logo"]', ['style', 'logo']],
		[[['style', 'logo']], ['style', 'logo']],
		[['style, logo'], ['style, logo']],
		['style\u200b', ['style']],
		['my style, logo', ['my style', 'logo']],
		[
			['style', ' logo ', '', null],
			['style', 'logo'],
		],
		[7, ['7']],
		['', []],
		[' , \n', []],
		[null, []],
		[[], []],
	])('%p', (value, fields) => {
		expect(withOptions({ referenceImageBinaryFields: value }).imageFields).toEqual(fields);
	});

	test.each<[unknown, string]>([
		[true, 'must be text, but it is true'],
		[['style', { id: 1 }], 'must be text, but it is {"id":1}'],
		[`style, ${'x'.repeat(102)}`, 'takes at most 100 characters, but it has 103'],
	])('refused: %p', (value, message) => {
		expect(() => withOptions({ referenceImageBinaryFields: value })).toThrow(
			new Error(`Reference Image Binary Fields ${message}`),
		);
	});
});

describe('Check Source', () => {
	test.each<[unknown, boolean]>([
		[false, false],
		['false', false],
		[true, true],
		['', true],
		['NO', false],
		['yes', true],
		[0, false],
	])('%p', (value, probes) => {
		expect(withOptions({ checkSource: value }).probes).toBe(probes);
	});

	test('is true or false', () => {
		expect(() => withOptions({ checkSource: 'perhaps' })).toThrow(
			new Error('Check Source must be true or false, but it is "perhaps"'),
		);
	});
});
