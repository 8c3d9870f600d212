import { describe, expect, test } from '@jest/globals';

import { checkEdit, type Edit } from '../../../../nodes/WanVideoEdit/checks/edit';
import {
	submitBody,
	submitHeaders,
} from '../../../../nodes/WanVideoEdit/service/modelStudio/submitBody';

const VIDEO = 'https://example.com/street.mp4';
const IMAGE = 'https://example.com/style.jpg';
const edit = (about: Partial<Edit> = {}): Edit => ({ videoUrl: VIDEO, imageUrls: [], ...about });

describe('the body of a submit', () => {
	test('has every field in its documented place', () => {
		const all = edit({
			prompt: 'Snow',
			negativePrompt: 'blurry',
			imageUrls: [IMAGE, 'oss://dir/a.png'],
			resolution: '720P',
			durationS: 5,
			aspectRatio: '9:16',
			audio: 'origin',
			rewritePrompt: false,
			watermark: true,
			seed: 0,
		});
		expect(submitBody(all)).toEqual({
			model: 'wan2.7-videoedit',
			input: {
				prompt: 'Snow',
				negative_prompt: 'blurry',
				media: [
					{ type: 'video', url: VIDEO },
					{ type: 'reference_image', url: IMAGE },
					{ type: 'reference_image', url: 'oss://dir/a.png' },
				],
			},
			parameters: {
				resolution: '720P',
				ratio: '9:16',
				duration: 5,
				audio_setting: 'origin',
				prompt_extend: false,
				watermark: true,
				seed: 0,
			},
		});
	});

	test('leaves out what is not set; the resolution, which decides the price, is always there', () => {
		for (const about of [{}, { durationS: 0, prompt: undefined, extraMetadata: {} }]) {
			expect(submitBody(edit(about))).toEqual({
				model: 'wan2.7-videoedit',
				input: { media: [{ type: 'video', url: VIDEO }] },
				parameters: { resolution: '1080P' },
			});
		}
	});
});

describe('Extra Metadata', () => {
	const parameters = (extraMetadata: Record<string, unknown>, about: Partial<Edit> = {}) =>
		submitBody(edit({ extraMetadata, ...about })).parameters;

	test('goes into the parameters', () => {
		expect(parameters({ style: 'film', strength: { face: 0.5 } })).toEqual({
			resolution: '1080P',
			style: 'film',
			strength: { face: 0.5 },
		});
	});

	test('fills in what has not been set by its own field', () => {
		expect(parameters({ ratio: '1:1', seed: 7 })).toMatchObject({ ratio: '1:1', seed: 7 });
	});

	test('overrides nothing that has been set by its own field', () => {
		const own = { aspectRatio: '16:9', seed: 0, watermark: false, rewritePrompt: false } as const;
		const extra = { ratio: '1:1', seed: 7, watermark: true, prompt_extend: true };
		expect(parameters(extra, { ...own, audio: 'auto' })).toEqual({
			resolution: '1080P',
			ratio: '16:9',
			seed: 0,
			watermark: false,
			prompt_extend: false,
			audio_setting: 'auto',
		});
	});

	test('does not change what decides the price', () => {
		expect(parameters({ resolution: '4K', duration: 10 })).toEqual({ resolution: '1080P' });
	});

	test('has its audio_setting in the place of the option, which counts for more', () => {
		const raw = { video_urls: VIDEO };
		const audioOf = (options: unknown) =>
			submitBody(checkEdit({ ...raw, metadata: options }, { audio_setting: 'origin', style: 'x' }))
				.parameters;
		expect(audioOf(undefined)).toEqual({
			resolution: '1080P',
			audio_setting: 'origin',
			style: 'x',
		});
		expect(audioOf({ audio_setting: 'auto' })).toMatchObject({ audio_setting: 'auto' });
	});
});

describe('the headers of a submit', () => {
	const ASYNC = { 'X-DashScope-Async': 'enable' };

	test('ask not to wait', () => {
		expect(submitHeaders(edit({ imageUrls: [IMAGE] }))).toEqual(ASYNC);
	});

	test.each<[string, Partial<Edit>]>([
		['the video', { videoUrl: 'oss://dir/a.mp4' }],
		['an image', { imageUrls: [IMAGE, 'oss://dir/a.png'] }],
	])('say so when %s is an uploaded file', (_what, about) => {
		expect(submitHeaders(edit(about))).toEqual({
			...ASYNC,
			'X-DashScope-OssResourceResolve': 'enable',
		});
	});

	test('do not say so for a link that only looks like one', () => {
		expect(submitHeaders(edit({ videoUrl: 'https://example.com/?from=oss://a.mp4' }))).toEqual(
			ASYNC,
		);
	});
});
