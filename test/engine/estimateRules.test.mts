import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IBinaryKeyData, ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { API_STYLES, EstimateBench, type ApiStyle } from '../support/estimateBench.mts';
import { makeVideo, type VideoWish } from '../support/media.mts';
import { makePng } from '../support/png.mts';
import type { EditOptions } from '../support/workbench.mts';

let estimates: EstimateBench;
beforeAll(async () => {
	estimates = await EstimateBench.start();
});
beforeEach(() => estimates.reset());
afterAll(async () => await estimates.close());

const APIMART = { service: 'https://api.apimart.ai', baseUrl: '', apiKey: 'sk-never-sent' };
const image = 'https://example.com/style.jpg';
const transparent = makePng({ width: 300, height: 300, pixel: (x) => [0, 0, 0, x % 256] });

/** Both refuse it with the same words, of which these are some, and nothing is bought. */
async function bothRefuse(
	apiStyle: ApiStyle,
	words: string,
	parameters: INodeParameters,
	options: EditOptions = {},
): Promise<void> {
	const estimated = await estimates.estimate(apiStyle, parameters, options);
	expect(estimated.items).toEqual([]);
	expect(estimated.error?.message).toContain(words);
	// No request is left for what is known to be refused, not even a free one.
	estimates.assertBoughtNothing(apiStyle, { freeCalls: 0, links: 4 });
	const submitted = await estimates.edit(apiStyle, parameters, options);
	expect(estimated.error?.message).toBe(submitted.error?.message);
	expect(estimated.error?.description).toBe(submitted.error?.description);
	expect(estimates.bench.simulator.ledger.submits).toBe(0);
}

const serve = (content: Buffer, name = 'clip.mp4', type = 'video/mp4') =>
	estimates.bench.simulator.serveFile(name, content, type);

const store = async (
	field: string,
	content: Buffer,
	mimeType: string,
): Promise<IBinaryKeyData> => ({
	[field]: await estimates.bench.engine.storeFile({ content, mimeType }),
});

describe.each(API_STYLES)(
	'Submit Edit and Estimate Edit refuse the same in the same words, at %s',
	(apiStyle) => {
		test.each<[string, INodeParameters]>([
			['Video URL is required', { videoUrl: '={{ " " }}' }],
			['Video URL must be a web address', { videoUrl: 'ftp://example.com/a.mp4' }],
			['Prompt takes at most', { prompt: 'x'.repeat(5001) }],
			['Prompt must be text', { prompt: '={{ ({ text: "x" }) }}' }],
			['Prompt is an expression that gives nothing', { prompt: '={{ $json.promt }}' }],
			[
				'Reference Image URLs takes at most',
				{ referenceImageUrls: Array(5).fill(image).join('\n') },
			],
			['Reference Image URLs must be', { referenceImageUrls: `${image}, file.png` }],
			['Resolution must be', { resolution: '={{ "480P" }}' }],
			['Duration (Seconds) must be', { duration: 1 }],
			['Duration (Seconds) must be', { duration: '={{ "abc" }}' }],
			['Duration (Seconds) is 8, but the video is only 6 s long', { duration: 8 }],
			['Aspect Ratio must be', { options: { aspectRatio: '={{ "2:1" }}' } }],
			['Audio must be', { options: { audioSetting: '={{ "mute" }}' } }],
			['Callback URL', { options: { callbackUrl: 'example' } }],
			['Check Source must be', { options: { checkSource: '={{ "maybe" }}' } }],
			['Cost Limit (USD) must be', { options: { costLimit: -1 } }],
			['Cost Limit (USD) is an expression', { options: { costLimit: '={{ $json.none }}' } }],
			['Edit Limit must be', { options: { editLimit: 1.5 } }],
			['Error Language takes at most', { options: { language: 'x'.repeat(101) } }],
			['Extra Metadata must be', { options: { metadata: '[1]' } }],
			['Idempotency Key takes', { options: { idempotencyKey: 'two words' } }],
			['Negative Prompt takes at most', { options: { negativePrompt: 'x'.repeat(501) } }],
			['On Timeout must be', { options: { onTimeout: '={{ "ignore" }}' } }],
			['Poll Interval (Seconds) must be', { options: { pollInterval: 0.5 } }],
			['Rewrite Prompt must be', { options: { promptExtend: '={{ "maybe" }}' } }],
			['Seed must be', { options: { seed: -1 } }],
			['Timeout (Minutes) must be', { options: { timeout: 0 } }],
			['Watermark must be', { options: { watermark: '={{ 2 }}' } }],
		])('%s', async (words, parameters) => {
			await bothRefuse(apiStyle, words, parameters);
		});

		test.each<[string, VideoWish]>([
			['The video is 1.2 s long', { seconds: 1.2 }],
			['The video is 34.2 s long', { seconds: 34.2 }],
			['The video has 239×400 pixels', { width: 239, height: 400 }],
			['The video has an aspect ratio of 9:1', { width: 3600, height: 400 }],
			['The video is a Matroska or WebM video', { container: 'mkv' }],
			['The video has no picture track', { audioOnly: true }],
		])('%s, by its link and as a file', async (words, wish) => {
			const content = await makeVideo(wish);
			await bothRefuse(apiStyle, words, { videoUrl: serve(content) });
			estimates.reset();
			const asFile = { videoSource: 'binary', binaryPropertyName: 'clip' };
			const files = [await store('clip', content, 'video/mp4')];
			await bothRefuse(apiStyle, words, asFile, { files });
		});

		test('links that lead to no file', async () => {
			const page = serve(Buffer.from('<html></html>'), 'page.html', 'text/html');
			await bothRefuse(apiStyle, 'Video URL leads to a web page', { videoUrl: page });
			estimates.reset();
			const gone = estimates.bench.simulator.sampleUrl.replace('sample.mp4', 'gone.mp4');
			await bothRefuse(apiStyle, 'Video URL cannot be fetched (HTTP 404)', { videoUrl: gone });
			estimates.reset();
			const words = 'Reference Image URLs cannot be fetched';
			await bothRefuse(apiStyle, words, { referenceImageUrls: gone });
		});

		test('a reference image that the model refuses, by its link and as a file', async () => {
			const url = serve(transparent, 'style.png', 'image/png');
			await bothRefuse(apiStyle, 'is transparent in places', { referenceImageUrls: url });
			estimates.reset();
			const options = { referenceImageBinaryFields: 'style' };
			const files = [await store('style', transparent, 'image/png')];
			await bothRefuse(apiStyle, 'is transparent in places', { options }, { files });
		});

		test('files that are not there', async () => {
			const asFile = { videoSource: 'binary', binaryPropertyName: 'clip' };
			await bothRefuse(apiStyle, 'clip', asFile);
			const options = { referenceImageBinaryFields: 'style' };
			await bothRefuse(apiStyle, 'style', { options });
		});

		test.each<[string, ICredentialDataDecryptedObject]>([
			['The credential has no API key', { apiKey: '' }],
			[
				'The Base URL of the credential must start with https://',
				{ baseUrl: 'http://example.com' },
			],
			['The credential has no Base URL', { baseUrl: '' }],
			['Price per Second 1080P (USD) of the credential', { price1080p: 'abc' }],
			['Price per Second 1080P (USD) of the credential', { price1080p: -1 }],
		])('%s: %o', async (words, change) => {
			const credential = estimates.credential(apiStyle, change);
			await bothRefuse(apiStyle, words, {}, { credential });
		});
	},
);

test.each<[string, INodeParameters]>([
	['Callback URL does not exist at', { callbackUrl: 'https://example.com/hook' }],
	['Idempotency Key does not exist at', { idempotencyKey: 'order-17' }],
])('only at Model Studio: %s', async (words, options) => {
	await bothRefuse('modelStudio', words, { options });
});

test('one Idempotency Key for different edits', async () => {
	const parameters = { prompt: '={{ $json.row }}', options: { idempotencyKey: 'order-17' } };
	const items = [{ row: 'a' }, { row: 'b' }];
	const words = 'The Idempotency Key "order-17" is given to different edits: items 0, 1';
	const [estimated, submitted] = [
		await estimates.estimate('apimart', parameters, { items }),
		await estimates.edit('apimart', parameters, { items }),
	];
	expect(estimated.error?.message).toContain(words);
	expect(estimated.error?.message).toBe(submitted.error?.message);
	estimates.assertBoughtNothing('apimart', { freeCalls: 0, links: 0 });
});

describe('what a service on the internet cannot reach', () => {
	test('a link of a private network', async () => {
		const parameters = { videoUrl: 'http://192.168.1.7/a.mp4' };
		const words = 'Video URL is an address of a private network (192.168.1.7)';
		await bothRefuse('apimart', words, parameters, { credential: APIMART });
	});

	test('a file of an n8n that is in one', async () => {
		const files = [await store('clip', await makeVideo({ seconds: 3 }), 'video/mp4')];
		const parameters = { videoSource: 'binary', binaryPropertyName: 'clip' };
		const words = 'The service cannot fetch the file from this n8n';
		await bothRefuse('apimart', words, parameters, { files, credential: APIMART });
	});

	test('a file of an n8n whose public address leads elsewhere', async () => {
		const files = [await store('clip', await makeVideo({ seconds: 3 }), 'video/mp4')];
		const parameters = { videoSource: 'binary', binaryPropertyName: 'clip' };
		const publicUrl = estimates.bench.simulator.filesUrl;
		const options = { files, publicUrl };
		const estimated = await estimates.estimate('apimart', parameters, options);
		const submitted = await estimates.edit('apimart', parameters, options);
		expect(estimated.error?.message).toContain('n8n');
		expect(estimated.error?.message).toBe(submitted.error?.message);
		expect(estimates.bench.apiRequests).toEqual([]);
	});
});
