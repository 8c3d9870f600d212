import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { SimulatorEvent, SimulatorSettings } from '../../simulator/index.mts';
import { makeVideo, readMedia, SAMPLE_PATH } from '../support/media.mts';
import { until } from './client.mts';
import { ModelStudioBench, UUID, type ShownTask } from './modelStudioClient.mts';

let bench: ModelStudioBench;
const start = async (settings?: Partial<SimulatorSettings>) => {
	bench = await ModelStudioBench.start(settings);
	return bench;
};
afterEach(() => bench.simulator.close());

const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

/** Reads a time without a zone as UTC+8: ms since 1970. */
const read = (text = '') => Date.parse(`${text.replace(' ', 'T')}+08:00`);
const statusOf = async (id: string) => (await bench.check(id)).output.task_status;

describe('the life of a task', () => {
	test('goes from PENDING to a playable result, with times in UTC+8', async () => {
		const { simulator } = await start({ pendingTimeMs: 6_000, taskTimeMs: 6_000 });
		const events: SimulatorEvent[] = [];
		simulator.onEvent((event) => events.push(event));
		const beginMs = Date.now();
		const id = await bench.accepted({
			input: { prompt: 'Make it snow' },
			parameters: { resolution: '720P' },
		});
		const submit_time = expect.stringMatching(MOMENT);
		const request_id = expect.stringMatching(UUID);
		expect(await bench.check(id)).toEqual({
			request_id,
			output: { task_id: id, task_status: 'PENDING', submit_time },
		});
		await until(() => simulator.tasks.get(id)?.startedAtMs !== undefined);
		const running = await bench.check(id);
		const scheduled_time = expect.stringMatching(MOMENT);
		expect(running).toEqual({
			request_id,
			output: { task_id: id, task_status: 'RUNNING', submit_time, scheduled_time },
		});
		const done = await bench.ended(id);
		expect(done).toEqual({
			request_id,
			output: {
				task_id: id,
				task_status: 'SUCCEEDED',
				submit_time: running.output.submit_time,
				scheduled_time: running.output.scheduled_time,
				end_time: expect.stringMatching(MOMENT),
				orig_prompt: 'Make it snow',
				video_url: expect.stringMatching(/^http/),
			},
			usage: {
				duration: 12,
				input_video_duration: 6,
				output_video_duration: 6,
				video_count: 1,
				SR: 720,
			},
		});
		const times = [done.output.submit_time, done.output.scheduled_time, done.output.end_time];
		const [submittedMs = 0, begunMs = 0, endedMs = 0] = times.map(read);
		expect(submittedMs).toBeGreaterThanOrEqual(beginMs);
		expect(begunMs - submittedMs).toBeGreaterThan(5_900);
		expect(endedMs - begunMs).toBeGreaterThan(5_900);
		expect(endedMs).toBeLessThanOrEqual(Date.now());
		expect(simulator.tasks.get(id)?.polls).toBe(3);
		expect(events.map(({ kind }) => kind)).toEqual([
			'submitted',
			'progress',
			'progress',
			'progress',
			'completed',
		]);

		const file = await bench.fetch(done.output.video_url ?? '');
		expect(file.headers['content-type']).toBe('video/mp4');
		expect(await readMedia(file.data)).toEqual(await readMedia(await readFile(SAMPLE_PATH)));
	});

	test('bills the seconds of the source and of the result', async () => {
		const { simulator } = await start();
		const source = await makeVideo({ seconds: 5.02 });
		const url = simulator.serveFile('source.mp4', source, 'video/mp4');
		const media = [{ type: 'video', url }];
		const cut = await bench.done({ input: { media }, parameters: { duration: 3 } });
		expect(cut.usage).toMatchObject({
			input_video_duration: 5.04,
			output_video_duration: 3,
			duration: 8.04,
			SR: 1080,
		});
		expect(simulator.ledger.billedUsd).toBeCloseTo(8.04 * 0.15);
		simulator.settings.modelStudioPricePerSecondUsd = { '720P': 1, '1080P': 2 };
		await bench.done({ parameters: { resolution: '720P' } });
		expect(simulator.ledger.billedUsd).toBeCloseTo(8.04 * 0.15 + 12);
	});

	test.each([
		['failed', 'FAILED', { code: 'InternalError', message: 'The video could not be edited' }],
		['cancelled', 'CANCELED', {}],
	] as const)('can end as %s, and is given back', async (outcome, task_status, reason) => {
		const { simulator } = await start({ outcome });
		const done = await bench.done({ input: { prompt: 'Hi' } });
		expect(done).toEqual({
			request_id: expect.stringMatching(UUID),
			output: {
				task_id: expect.stringMatching(UUID),
				task_status,
				submit_time: expect.stringMatching(MOMENT),
				scheduled_time: expect.stringMatching(MOMENT),
				end_time: expect.stringMatching(MOMENT),
				...reason,
			},
		});
		expect(simulator.ledger).toMatchObject({ billed: 1, refunded: 1, billedUsd: 0 });
	});

	test('can fail for any reason, or for none that is told', async () => {
		const message = 'Green net check failed for text (input): violence';
		const { simulator } = await start({ outcome: 'failed', failureCode: 'DataInspectionFailed' });
		const usual = await bench.done();
		simulator.settings.failureMessage = message;
		const chosen = await bench.done();
		simulator.settings.isFailureReasonShown = false;
		const silent = await bench.check(chosen.output.task_id);
		expect([usual, chosen, silent].map(({ output: { code, message } }) => [code, message])).toEqual(
			[
				['DataInspectionFailed', 'Input data may contain inappropriate content.'],
				['DataInspectionFailed', message],
				[undefined, undefined],
			],
		);
	});

	test('can succeed without a URL, and is billed', async () => {
		const { simulator } = await start({ outcome: 'completedWithoutUrl' });
		const done = await bench.done();
		expect(done.output.task_status).toBe('SUCCEEDED');
		expect(done.output).not.toHaveProperty('video_url');
		expect(simulator.ledger).toMatchObject({ refunded: 0, billedUsd: 1.8 });
	});

	test.each([
		['running', ['Hi', 'Hi']],
		['succeeded', [undefined, 'Hi']],
		['never', [undefined, undefined]],
	] as const)('tells its prompt: %s', async (origPromptShown, prompts) => {
		const { simulator } = await start({ origPromptShown, taskTimeMs: 600_000 });
		const id = await bench.accepted({ input: { prompt: 'Hi' } });
		const atWork = await bench.check(id);
		simulator.finishTasks();
		const shown = [atWork, await bench.ended(id)];
		expect(shown.map(({ output }) => output.orig_prompt)).toEqual(prompts);
	});

	test('can expire, and is UNKNOWN then', async () => {
		await start({ outcome: 'expired' });
		const { output } = await bench.done();
		expect(output).toEqual({ task_id: output.task_id, task_status: 'UNKNOWN' });
	});

	test('ends as UNKNOWN when it is too old, as if it had never been', async () => {
		const { simulator } = await start({ taskLifetimeMs: 600_000 });
		const id = await bench.accepted();
		expect(await statusOf(id)).not.toBe('UNKNOWN');
		simulator.tasks.get(id)!.acceptedAtMs -= 600_000;
		const unknown: ShownTask = {
			request_id: expect.stringMatching(UUID) as unknown as string,
			output: { task_id: id, task_status: 'UNKNOWN' },
		};
		expect(await bench.check(id)).toEqual(unknown);
		unknown.output.task_id = 'none';
		expect(await bench.check('none')).toEqual(unknown);
		expect((await bench.list()).data.total).toBe(0);
	});
});
