import { describe, expect, test } from '@jest/globals';

import { checkEdit } from '../../../nodes/WanVideoEdit/checks/edit';
import { submitBody } from '../../../nodes/WanVideoEdit/service/apimart/submitBody';

/** From the body as n8n's routing puts it together to the one that is sent. */
const editBody = (...raw: Parameters<typeof checkEdit>) => submitBody(checkEdit(...raw));

const MODEL = 'wan2.7-videoedit';
const VIDEO = 'https://example.com/street.mp4';
const images = (count: number) =>
	Array.from({ length: count }, (_, n) => `https://example.com/${n}.jpg`);

describe('a video that is a file', () => {
	test.each<[unknown]>([[undefined], [''], [VIDEO], [['street.mp4']], [{}]])(
		'needs no Video URL, and does not look at one: %p',
		(url) => {
			const raw = { model: MODEL, video_urls: url, prompt: 'Snow' };
			expect(JSON.stringify(editBody(raw, undefined, { video: true, images: 0 }))).toBe(
				JSON.stringify({ model: MODEL, prompt: 'Snow', resolution: '1080P' }),
			);
		},
	);

	test('still has its rules', () => {
		const raw = { model: MODEL, duration: 11 };
		expect(() => editBody(raw, undefined, { video: true, images: 0 })).toThrow(
			'Duration (Seconds) must be 0 (full length) or a whole number from 2 to 10',
		);
	});
});

test('a Video URL is required where only the images are files', () => {
	expect(() => editBody({ model: MODEL }, undefined, { video: false, images: 1 })).toThrow(
		new Error('Video URL is required, but it is empty'),
	);
});

describe('images by address and by file are four together', () => {
	const body = (urls: number, files: number) =>
		editBody({ model: MODEL, video_urls: VIDEO, image_urls: images(urls) }, undefined, {
			video: false,
			images: files,
		});

	test.each([
		[0, 4],
		[1, 3],
		[4, 0],
	])('%i and %i', (urls, files) => {
		expect(body(urls, files).image_urls ?? []).toEqual(images(urls));
	});

	test.each([
		[0, 5],
		[1, 4],
		[4, 1],
		[3, 3],
	])('refused: %i and %i', (urls, files) => {
		expect(() => body(urls, files)).toThrow(
			new Error(
				`Reference Image URLs and Reference Image Binary Fields take at most 4 images together, but there are ${urls + files}`,
			),
		);
	});
});

test('the links that people share become links to the files, but not where n8n is called', () => {
	const shared = 'https://www.dropbox.com/scl/fi/a1b2/street.mp4?rlkey=k3y&dl=0';
	const direct = 'https://www.dropbox.com/scl/fi/a1b2/street.mp4?rlkey=k3y&dl=1';
	const [other] = images(1);
	expect(
		editBody({
			model: MODEL,
			video_urls: ` ${shared}\n`,
			image_urls: `${shared}, ${other}`,
			webhook: shared,
		}),
	).toEqual({
		model: MODEL,
		video_urls: [direct],
		image_urls: [direct, other],
		resolution: '1080P',
		webhook: shared,
	});
});
