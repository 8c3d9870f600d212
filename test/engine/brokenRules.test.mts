import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Workbench } from '../support/workbench.mts';

const API_STYLES = ['apimart', 'modelStudio'];

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const WEB_ADDRESS = 'must be a web address that starts with http:// or https://';
const DURATION = 'must be 0 (full length) or a whole number from 2 to 10';
const SEED = 'must be a whole number from 0 to 2147483647';
const image = 'https://example.com/style.jpg';

const BROKEN: Array<[field: string, parameters: INodeParameters, rule: string]> = [
	['Video URL', { videoUrl: '={{ " " }}' }, 'is required, but it is empty'],
	['Video URL', { videoUrl: '={{ undefined }}' }, 'is required, but it is empty'],
	[
		'Video URL',
		{ videoUrl: 'ftp://example.com/a.mp4' },
		`${WEB_ADDRESS}, but it is "ftp://example.com/a.mp4"`,
	],
	['Video URL', { videoUrl: 'my video' }, `${WEB_ADDRESS}, but it is "my video"`],
	['Video URL', { videoUrl: 'data:video/mp4;base64,AAAA' }, `${WEB_ADDRESS}, but it is "data:`],
	['Prompt', { prompt: 'x'.repeat(5001) }, 'takes at most 5000 characters, but it has 5001'],
	['Prompt', { prompt: '={{ ({ text: "x" }) }}' }, 'must be text, but it is {"text":"x"}'],
	[
		'Reference Image URLs',
		{ referenceImageUrls: Array(5).fill(image).join('\n') },
		'takes at most 4 images, but there are 5',
	],
	[
		'Reference Image URLs',
		{ referenceImageUrls: `${image}, file.png` },
		'must be a web address, but "file.png" is the name of a file: bring the file into the workflow',
	],
	['Resolution', { resolution: '={{ "480P" }}' }, 'must be 1080P or 720P, but it is "480P"'],
	['Duration (Seconds)', { duration: 1 }, `${DURATION}, but it is 1`],
	['Duration (Seconds)', { duration: 11 }, `${DURATION}, but it is 11`],
	['Duration (Seconds)', { duration: 2.5 }, `${DURATION}, but it is 2.5`],
	['Duration (Seconds)', { duration: '={{ "abc" }}' }, `${DURATION}, but it is "abc"`],
	['Duration (Seconds)', { duration: -1 }, `${DURATION}, but it is -1`],
	[
		'Wait for Completion',
		{ waitForCompletion: '={{ "maybe" }}' },
		'must be true or false, but it is "maybe"',
	],
	[
		'Put Output File in Field',
		{ options: { outputBinaryPropertyName: '={{ "" }}' } },
		'is required, but it is empty',
	],
	[
		'Aspect Ratio',
		{ options: { aspectRatio: '={{ "2:1" }}' } },
		'must be 16:9, 9:16, 1:1, 4:3 or 3:4, but it is "2:1"',
	],
	[
		'Audio',
		{ audioSetting: '={{ "mute" }}' },
		'must be auto or origin, but it is "mute"',
	],
	['Callback URL', { options: { callbackUrl: 'example' } }, `${WEB_ADDRESS}, but it is "example"`],
	[
		'Extra Metadata',
		{ options: { metadata: '[1]' } },
		'must be a JSON object, e.g. {"key": "value"}, but it is "[1]"',
	],
	['Extra Metadata', { options: { metadata: '{"a"' } }, 'must be a JSON object'],
	[
		'Idempotency Key',
		{ options: { idempotencyKey: 'two words' } },
		'takes letters, digits and signs without spaces, but it is "two words"',
	],
	[
		'Idempotency Key',
		{ options: { idempotencyKey: 'x'.repeat(192) } },
		'takes at most 191 characters, but it has 192',
	],
	[
		'Negative Prompt',
		{ options: { negativePrompt: 'x'.repeat(501) } },
		'takes at most 500 characters, but it has 501',
	],
	[
		'On Timeout',
		{ options: { onTimeout: '={{ "ignore" }}' } },
		'must be error or returnTask, but it is "ignore"',
	],
	[
		'Poll Interval (Seconds)',
		{ options: { pollInterval: 0.5 } },
		'must be 0 (automatic) or at least 1, but it is 0.5',
	],
	[
		'Rewrite Prompt',
		{ options: { promptExtend: '={{ "maybe" }}' } },
		'must be true or false, but it is "maybe"',
	],
	['Seed', { options: { seed: -1 } }, `${SEED}, but it is -1`],
	['Seed', { options: { seed: 1.5 } }, `${SEED}, but it is 1.5`],
	['Timeout (Minutes)', { options: { timeout: 0 } }, 'must be greater than 0, but it is 0'],
	['Prompt', { prompt: '={{ $json.promt }}' }, 'is an expression that gives nothing'],
	['Prompt', { prompt: '={{ null }}' }, 'is an expression that gives nothing'],
	['Watermark', { options: { watermark: '={{ 2 }}' } }, 'must be true or false, but it is 2'],
];

describe.each(API_STYLES)('the same at every service: %s', (apiStyle) => {
	test.each(BROKEN)('%s: %o', async (field, parameters, rule) => {
		const credential = { ...bench.credential, apiStyle };
		const { error, items } = await bench.edit(parameters, { credential });
		expect(items).toEqual([]);
		expect(error?.message).toContain(`${field} ${rule}`);
		expect(error?.description).toContain('was not started');
		expect(bench.simulator.requests).toEqual([]);
	});
});

test('n8n itself refuses a required field that was left empty', () => {
	expect(() => bench.begin({ operation: 'submitEdit', videoUrl: '' })).toThrow(
		'Parameter "Video URL" is required',
	);
});

test.each<[string, string, string]>([
	['only dots', '..', 'must be an ID that a service gives, but it is ".."'],
	['nothing', '={{ "" }}', 'is required, but it is empty'],
])('Task ID with %s', async (_what, taskId, rule) => {
	const { error } = await bench.getTask({ taskId });
	expect(error?.message).toContain(`Task ID ${rule}`);
	expect(bench.simulator.requests).toEqual([]);
});

test.each([
	[{ baseUrl: 'http://example.com' }, 'must start with https://'],
	[{ apiKey: '' }, 'The credential has no API key'],
])('a credential that cannot be used: %o', async (change, rule) => {
	const { error } = await bench.edit({}, { credential: { ...bench.credential, ...change } });
	expect(error?.message).toContain(rule);
	expect(bench.simulator.requests).toEqual([]);
});
