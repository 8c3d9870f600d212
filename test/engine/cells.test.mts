import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const CELL = '={{ $json.cell }}';

/** Submit Edit with a cell of a sheet, or whatever an earlier node brings, in one or more of its fields. */
const editWith = async (cell: unknown, parameters: INodeParameters) =>
	await bench.edit(parameters, { items: [{ cell } as IDataObject] });

const FIELDS: INodeParameters = {
	audioSetting: CELL,
	referenceImageUrls: CELL,
	referenceImageBinaryFields: CELL,
	resolution: CELL,
	duration: CELL,
	waitForCompletion: CELL,
	videoSource: CELL,
	options: {
		aspectRatio: CELL,
		callbackUrl: CELL,
		checkSource: CELL,
		downloadVideo: CELL,
		language: CELL,
		metadata: CELL,
		idempotencyKey: CELL,
		negativePrompt: CELL,
		onTimeout: CELL,
		pollInterval: CELL,
		promptExtend: CELL,
		seed: CELL,
		simplify: CELL,
		timeout: CELL,
		watermark: CELL,
	},
};

/** Where some of them stand in saved workflows. */
const OLD_PLACES: INodeParameters = {
	downloadVideo: CELL,
	simplify: CELL,
	options: { audioSetting: CELL, referenceImageBinaryFields: CELL },
};

describe('an empty cell', () => {
	test.each([
		['in every field but the prompt', FIELDS],
		['in an old place of a field', OLD_PLACES],
	])('%s is as a field that nobody touched', async (_where, fields) => {
		const empty = [undefined, null, '', ' \t', '\u200b'];
		const { items, error } = await bench.edit(
			{ prompt: 'Snow', ...fields },
			{ items: empty.map((cell) => ({ cell })) },
		);
		expect(error).toBeUndefined();
		for (const { body } of bench.submits) {
			// Sent or not, it is the service's own default.
			expect({ resolution: '1080P', ...(body as object) }).toEqual({
				model: 'wan2.7-videoedit',
				video_urls: [bench.simulator.sampleUrl],
				prompt: 'Snow',
				resolution: '1080P',
			});
		}
		// It waited, and brought the files.
		expect(items).toHaveLength(empty.length);
		for (const { json, binary } of items) {
			expect(json).toMatchObject({ status: 'completed' });
			expect(binary).toHaveProperty('data');
		}
	});

	test.each([[undefined], [null], [''], ['  '], ['\u2063'], ['\u2800']])(
		'%p as the prompt buys no style transfer that nobody asked for',
		async (cell) => {
			for (const prompt of [CELL, `=${'{{ $json.cell }}'}\n`, '= {{ $json.cell }} ']) {
				const { error } = await editWith(cell, { prompt });
				expect(error?.message).toMatch(/^Prompt is an expression that gives nothing: correct it/);
				expect(error?.message).toContain('leave the field itself empty');
			}
			expect(bench.simulator.requests).toEqual([]);
		},
	);

	test('a prompt that was left empty is one, as the model has it', async () => {
		const { error } = await bench.edit({ prompt: ' ' });
		expect(error).toBeUndefined();
		expect(bench.submits[0].body).not.toHaveProperty('prompt');
	});

	test('Get Task does not wait, as in a new node', async () => {
		await bench.edit();
		const taskId = await bench.taskId();
		bench.simulator.addFault({
			on: 'task',
			times: Infinity,
			action: { kind: 'json', body: { code: 200, data: { id: taskId, status: 'processing' } } },
		});
		const { items } = await bench.getTask({ taskId, waitForCompletion: '={{ "" }}' });
		expect(items[0].json.status).toBe('processing');
	});
});

describe('what sheets write for a switch', () => {
	test.each([
		['TRUE', 'FALSE'],
		['yes', 'No'],
		['1', '0'],
		[1, 0],
		[' On ', 'off'],
	])('%p and %p', async (on, off) => {
		const options = { watermark: CELL, promptExtend: CELL, simplify: CELL };
		const isOn = await editWith(on, {
			waitForCompletion: CELL,
			options: { ...options, downloadVideo: false },
		});
		expect(isOn.items[0].json).toMatchObject({ status: 'completed', progress: 100 });
		const isOff = await editWith(off, { waitForCompletion: CELL, options });
		expect(isOff.items[0].json).toHaveProperty('task_id');
		expect(bench.submits.map(({ body }) => body)).toEqual([
			expect.objectContaining({ watermark: true, prompt_extend: true }),
			expect.objectContaining({ watermark: false, prompt_extend: false }),
		]);
	});
});

test('choices and numbers as people write them', async () => {
	const cells = { r: '720 p', a: ' 16 : 9', s: ' ORIGIN', d: '5,0', seed: '2 000 000', t: '0,5' };
	const { error } = await bench.edit(
		{
			audioSetting: '={{ $json.s }}',
			resolution: '={{ $json.r }}',
			duration: '={{ $json.d }}',
			options: {
				aspectRatio: '={{ $json.a }}',
				seed: '={{ $json.seed }}',
				timeout: '={{ $json.t }}',
			},
		},
		{ items: [cells] },
	);
	expect(error).toBeUndefined();
	expect(bench.submits[0].body).toMatchObject({
		resolution: '720P',
		duration: 5,
		size: '16:9',
		seed: 2_000_000,
		metadata: { audio_setting: 'origin' },
	});
});

describe('odd values are refused in words, before anything is sent', () => {
	const holdsItself: Record<string, unknown> = {};
	holdsItself.itself = holdsItself;
	const throwing = Object.defineProperty({}, 'secret', {
		enumerable: true,
		get: () => {
			throw new Error('no access');
		},
	});
	const ODD: Array<[string, unknown, string]> = [
		['BigInt', 10n ** 40n, 'a very large number'],
		['a symbol', Symbol('x'), 'a symbol'],
		['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
		['a Map', new Map(), 'an object (Map)'],
		['a large list', Array(10_000).fill('word'), '["word","word"'],
		['NaN', NaN, 'NaN'],
	];
	test.each(ODD)('%s', async (_what, cell, shown) => {
		for (const [field, parameters] of [
			['Duration (Seconds)', { duration: CELL }],
			['Resolution', { resolution: CELL }],
			['Wait for Completion', { waitForCompletion: CELL }],
			['Seed', { options: { seed: CELL } }],
			['Audio', { audioSetting: CELL }],
			['Audio', { options: { audioSetting: CELL } }],
			['Extra Metadata', { options: { metadata: CELL } }],
			['Error Language', { options: { language: CELL } }],
		] as Array<[string, INodeParameters]>) {
			if (field === 'Error Language' && typeof cell === 'bigint') continue;
			const { error } = await editWith(cell, { prompt: 'Snow', ...parameters });
			expect(error?.message).toMatch(new RegExp(`^${field.replace(/[()]/g, '\\$&')} must be `));
			expect(error?.message).toContain(`but it is ${shown}`);
		}
		expect(bench.simulator.requests).toEqual([]);
	});

	test.each<[string, unknown, string]>([
		['Extra Metadata', { day: new Date(0) }, 'but "day" is "1970-01-01T00:00:00.000Z"'],
		['Extra Metadata', { id: 10n }, 'but "id" is 10n'],
		['Options', holdsItself, 'holds a value that is nested too deeply, or holds itself'],
	])('inside %s', async (field, cell, message) => {
		const { error } = await editWith(cell, { options: { metadata: CELL } });
		expect(error?.message).toContain(`${field} `);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain('was not started');
		expect(bench.simulator.requests).toEqual([]);
	});

	test.each<[string, unknown]>([
		['what holds itself', holdsItself],
		['what throws', throwing],
	])('%s is refused everywhere, if need be by n8n', async (_what, cell) => {
		for (const parameters of [{ prompt: CELL }, OLD_PLACES, FIELDS] as INodeParameters[]) {
			const { error, items } = await editWith(cell, parameters);
			expect(items).toEqual([]);
			expect(error?.message).not.toMatch(/circular structure/i);
		}
		expect(bench.simulator.requests).toEqual([]);
	});

	test('an object deep inside is not sent off to fail on its way', async () => {
		let deep: object = {};
		for (let level = 0; level < 1000; level++) deep = { deep };
		const { error } = await editWith(deep, { options: { metadata: CELL } });
		expect(error?.message).toBe(
			'Extra Metadata takes at most 20 levels of nesting; an object must not hold itself',
		);
		expect(bench.simulator.requests).toEqual([]);
	});
});

describe('long text does not hold up n8n', () => {
	const TEXTS: INodeParameters = {
		videoUrl: CELL,
		prompt: CELL,
		...FIELDS,
		videoSource: 'url',
	};
	const texts = Object.entries({ ...TEXTS, ...(FIELDS.options as INodeParameters) })
		.filter(([name]) => name !== 'options')
		.map(([name]) => name);
	const fillings: Array<[string, (length: number) => string]> = [
		['spaces', (length) => `x${' '.repeat(length)}x`],
		['line breaks', (length) => `x${'\n'.repeat(length)}x`],
		['digits', (length) => '1'.repeat(length)],
		['commas', (length) => ','.repeat(length)],
	];

	test.each(fillings)('of %s', async (_what, filled) => {
		for (const name of texts) {
			const isOption = name in (FIELDS.options as INodeParameters);
			const parameters = isOption ? { options: { [name]: CELL } } : { [name]: CELL };
			const began = process.cpuUsage();
			await editWith(filled(200_000), {
				prompt: 'Snow',
				...parameters,
				waitForCompletion: false,
			});
			expect({ name, tookLong: process.cpuUsage(began).user > 3_000_000 }).toEqual({
				name,
				tookLong: false,
			});
		}
	});
});
