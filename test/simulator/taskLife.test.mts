import { afterEach, describe, expect, test } from '@jest/globals';
import type { SimulatorEvent, SimulatorSettings } from '../../simulator/index.mts';
import { SAMPLE_PATH, makeVideo, readMedia } from '../support/media.mts';
import { readFile } from 'node:fs/promises';
import { errorMessage, resultUrl, sleep, startBench, until, type Bench } from './client.mts';

let bench: Bench;
const start = async (settings?: Partial<SimulatorSettings>) => {
	bench = await startBench(settings);
	return bench;
};
afterEach(() => bench.simulator.close());

function expectBetween(least: number, value: number, most: number): void {
	expect(value).toBeGreaterThanOrEqual(least);
	expect(value).toBeLessThanOrEqual(most);
}

describe('the life of a task', () => {
	test('goes from submitted to a playable result', async () => {
		const { simulator, accepted, poll, ended, bytes } = await start({ taskTimeMs: 6_000 });
		const events: SimulatorEvent[] = [];
		simulator.onEvent((event) => events.push(event));
		// The service tells whole seconds.
		const beganS = Math.floor(Date.now() / 1000);
		const id = await accepted({ prompt: 'Make it snow' });
		const seen = [await poll(id)];
		for (let turn = 0; turn < 3; turn += 1) {
			await sleep(100);
			seen.push(await poll(id));
		}
		expect(seen.map((task) => task.status)).toEqual([
			'submitted',
			'queued',
			'processing',
			'processing',
		]);
		const progress = seen.map((task) => Number(task.progress));
		expect(progress).toEqual([...progress].sort((a, b) => a - b));
		expect(progress.at(-1)).toBeGreaterThan(progress[0] ?? 0);
		expect(seen[0]).not.toHaveProperty('completed');

		const done = await ended(id);
		const nowS = Date.now() / 1000;
		expect(done).toEqual({
			id,
			status: 'completed',
			progress: 100,
			created: expect.any(Number),
			completed: expect.any(Number),
			actual_time: expect.any(Number),
			estimated_time: 600,
			cost: 0.9,
			credits_cost: 9,
			result: { videos: [{ url: [expect.any(String)], expires_at: expect.any(Number) }] },
		});
		expectBetween(beganS, done.created, nowS);
		const DAY_S = 86_400;
		expectBetween(beganS + DAY_S, Number(done.result?.videos[0]?.expires_at), nowS + DAY_S);
		expect(resultUrl(done)).toMatch(
			new RegExp(`^${simulator.filesUrl}/f/video/${id}-[0-9a-z]{16}\\.mp4$`),
		);

		const file = await bytes(resultUrl(done));
		expect(file.headers['content-type']).toBe('video/mp4');
		expect(file.headers['content-length']).toBe(String(file.data.length));
		const source = await readMedia(await readFile(SAMPLE_PATH));
		expect(await readMedia(file.data)).toEqual(source);
		expect(file.data.indexOf('moov')).toBeLessThan(file.data.indexOf('mdat'));
		expect(events.map((event) => event.kind)).toEqual([
			'submitted',
			'progress',
			'progress',
			'progress',
			'completed',
		]);
		expect(events.every((event) => event.taskId === id && !event.text.includes('\n'))).toBe(true);
	});

	test('cuts the result from the start and bills its length', async () => {
		const { simulator, accepted, ended, bytes } = await start();
		const id = await accepted({ duration: 3, resolution: '720P' });
		const done = await ended(id);
		const facts = await readMedia((await bytes(resultUrl(done))).data);
		expect(facts).toMatchObject({ seconds: 3, frames: 72 });
		expect(facts.audioSeconds).toBeCloseTo(3, 1);
		expect(done.cost).toBeCloseTo(0.3);
		expect(simulator.ledger.billedUsd).toBeCloseTo(0.3);
	});

	test.each([
		['a MOV', { container: 'mov' }],
		['the shortest source', { seconds: 2 }],
		['the longest source', { seconds: 10.05 }],
		['the smallest picture', { width: 240, height: 240 }],
		['the largest picture', { width: 4096, height: 4096 }],
		['the widest picture', { width: 1920, height: 240 }],
		['a silent source', { silent: true }],
	] as const)('takes %s', async (_what, wish) => {
		const { simulator, accepted, ended, bytes } = await start();
		const source = await makeVideo(wish);
		const url = simulator.serveFile('source.bin', source, 'application/octet-stream');
		const done = await ended(await accepted({ video_urls: [url] }));
		expect(done.error).toBeUndefined();
		const { seconds, width, height } = await readMedia(source);
		const result = await readMedia((await bytes(resultUrl(done))).data);
		expect(result).toMatchObject({ format: 'MP4', width, height });
		expect(result.seconds).toBeCloseTo(seconds, 2);
	});

	test('has the shapes and words that are asked for', async () => {
		const { simulator, http, submit, poll } = await start({
			taskTimeMs: 600_000,
			runningWords: ['warming_up', 'thinking'],
			completedWord: 'succeeded',
			progressShape: 'percent',
			videoUrlShape: 'string',
			submitShape: 'object',
			codeShape: 'string',
		});
		const answer = await submit();
		const { id } = (answer.data as { data: { id: string } }).data;
		expect(await poll(id)).toMatchObject({
			status: 'warming_up',
			progress: expect.stringMatching(/^\d+%$/),
		});
		expect((await poll(id)).status).toBe('thinking');
		simulator.finishTasks();
		await until(() => simulator.tasks.get(id)?.state === 'completed');
		simulator.settings.wrapped = false;
		simulator.settings.progressShape = 'none';
		const unwrapped = await http.get(`/v1/tasks/${id}`);
		expect(unwrapped.data).toMatchObject({
			id,
			status: 'succeeded',
			result: { videos: [{ url: expect.stringMatching(/^http/) }] },
		});
		expect(unwrapped.data).not.toHaveProperty('progress');
	});

	test.each(['failed', 'cancelled', 'expired'] as const)('can end as %s', async (outcome) => {
		const { simulator, accepted, ended } = await start({ outcome });
		const done = await ended(await accepted());
		expect(done).toMatchObject({
			status: outcome,
			progress: 100,
			error: { code: `task_${outcome}`, message: expect.any(String), type: `task_${outcome}` },
		});
		expect(done.completed).toBeGreaterThanOrEqual(done.created);
		expect(done).not.toHaveProperty('result');
		expect(simulator.ledger).toMatchObject({ billed: 1, refunded: 1, billedUsd: 0 });
	});

	test('can be completed without a URL, and is billed', async () => {
		const { simulator, accepted, ended } = await start({ outcome: 'completedWithoutUrl' });
		const done = await ended(await accepted());
		expect(done).toMatchObject({ status: 'completed', result: { videos: [] } });
		expect(simulator.ledger).toMatchObject({ billed: 1, refunded: 0, billedUsd: 0.9 });
	});

	test('gives the reason in the language of the poll', async () => {
		const { simulator, accepted, poll, ended } = await start({ outcome: 'failed' });
		const id = await accepted();
		expect((await ended(id)).error?.message).toBe('The video could not be edited');
		expect((await poll(id, '?language=zh')).error?.message).toBe('视频编辑失败');
		expect((await poll(id, '?language=ko')).error?.message).toBe('The video could not be edited');
		expect(simulator.tasks.get(id)?.languages).toEqual([undefined, 'zh', 'ko']);
		simulator.settings.failureMessage = 'Content refused';
		simulator.settings.failedWord = 'failure';
		const other = await accepted();
		expect(await ended(other)).toMatchObject({
			status: 'failure',
			error: { message: 'Content refused' },
		});
	});
});

test('an unknown task id is a 400', async () => {
	const { http } = await start();
	const answer = await http.get('/v1/tasks/task_x');
	expect(answer.status).toBe(400);
	expect(errorMessage(answer)).toBe('invalid task id');
});
