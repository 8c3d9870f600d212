import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../n8n/engine/engine.mts';
import type { RecordedRequest } from '../../simulator/index.mts';
import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { seen, type Seen } from '../support/ffmpeg.mts';
import { LONG_VIDEOS } from '../support/longVideos.mts';
import { forNextTask, paidOfPieces, PIECES, storeLongVideo } from '../support/pieces.mts';
import { outcomeOf, Workbench, type EditOptions, type Outcome } from '../support/workbench.mts';

/**
 * What goes wrong with a video that is edited in four pieces: each piece is paid for once, nothing paid is lost, and in
 * the end there is the whole video.
 */
let bench: Workbench;
let file: IBinaryData;
let folder: string;
let source: Seen | undefined;
beforeAll(async () => {
	bench = await Workbench.start();
	file = await storeLongVideo(bench.engine);
	folder = await mkdtemp(join(tmpdir(), 'long-video-faults-'));
});
beforeEach(() => bench.reset({ taskTimeMs: 200, pendingTimeMs: 0, balanceUsd: 1e6 }));
afterAll(async () => {
	await bench.close();
	await rm(folder, { recursive: true });
});

type Service = 'apimart' | 'modelStudio';
const SERVICES: Array<[string, Service]> = [
	['a service with Idempotency-Keys', 'apimart'],
	['Model Studio', 'modelStudio'],
];

const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const goesOn = { onError: 'continueRegularOutput' } as const;

/** The node at a service, with a long video in each of some items. */
class LongEdit {
	constructor(
		private readonly service: Service,
		private readonly given: IDataObject = {},
		private readonly items = 1,
	) {}

	private get parameters(): INodeParameters {
		const options = { longVideos: 'pieces', ...this.given } as INodeParameters;
		return { videoSource: 'binary', binaryPropertyName: 'data', options };
	}

	private options(others: EditOptions): EditOptions {
		const credential = { ...bench.credential, apiStyle: this.service };
		const files = Array.from({ length: this.items }, () => ({ data: file }));
		return { files, credential, ...others };
	}

	begin(others: EditOptions = {}): Execution {
		return bench.begin(bench.submitParameters(this.parameters), this.options(others));
	}

	run = async (others?: EditOptions): Promise<Outcome> => await outcomeOf(this.begin(others));

	retry = async (failed: Outcome, others: EditOptions = {}): Promise<Outcome> =>
		await bench.retry(failed, this.parameters, this.options(others));
}

const submits = (): RecordedRequest[] => bench.requests('POST', /generations$|\/video-synthesis$/);
const checks = (): RecordedRequest[] => bench.requests('GET', /\/v1\/tasks\/[^/]+$/);
const tasks = () => [...bench.simulator.tasks.values()];
const paid = () => paidOfPieces(tasks());
const ONCE_EACH = Array.from({ length: PIECES }, () => 1);
const seedOf = ({ body }: RecordedRequest) => {
	const { seed, parameters } = body as { seed?: number; parameters?: { seed?: number } };
	return seed ?? parameters?.seed;
};
const tasksIn = (text = '') => [
	...new Set(text.match(/task_\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-\w{12}/g)),
];
const completed = () => tasks().flatMap(({ id, state }) => (state === 'completed' ? [id] : []));
const until = async (holds: () => boolean) => {
	while (!holds()) await delay(10);
};

/** All pictures of the source in order, under its own sound. */
async function expectWhole({ error, items }: Outcome): Promise<void> {
	expect(error).toBeUndefined();
	expect(items[0].json).not.toHaveProperty('error');
	const path = join(folder, 'result.mp4');
	await writeFile(path, await bench.readFile(items[0]));
	source ??= await seen(await LONG_VIDEOS.everySecond(34));
	const { times, pictures, soundMd5 } = source;
	expect(await seen(path)).toMatchObject({ times, pictures, soundMd5, warnings: '' });
}

describe.each(SERVICES)('at %s', (_name, service) => {
	const edit = new LongEdit(service);

	test('of four pieces of which one fails, Retry buys that one alone', async () => {
		forNextTask(bench.simulator, { outcome: 'failed' });
		const failed = await edit.run();
		const [lost] = tasks().filter(({ state }) => state === 'failed');
		const [, others] = failed.error!.message.split('Tasks of the pieces: ');
		expect(failed.error?.message).toMatch(
			new RegExp(`^Piece \\d of 4 \\(.+ s\\): The edit failed.*: .* \\(task ${lost.id}, `),
		);
		expect(tasksIn(others).sort()).toEqual(completed().sort());
		expect(failed.error?.description).toContain('buys only what is missing');

		await expectWhole(await edit.retry(failed));
		expect(submits()).toHaveLength(PIECES + 1);
		expect(paid()).toEqual(ONCE_EACH);
		expect(new Set(submits().map(seedOf)).size).toBe(1);
		expect(seedOf(submits()[0])).toEqual(expect.any(Number));
	});

	test('so does Retry On Fail', async () => {
		forNextTask(bench.simulator, { outcome: 'failed' });
		await expectWhole(await edit.run({ node: retryOnFail }));
		expect(submits()).toHaveLength(PIECES + 1);
		expect(paid()).toEqual(ONCE_EACH);
	});

	test('Stop in the wait names all tasks, and what goes on with the execution buys none', async () => {
		bench.simulator.settings.taskTimeMs = 4_000;
		const execution = edit.begin();
		await until(() => new Set(checks().map(({ path }) => path)).size === PIECES);
		execution.stop();
		const stopped = await outcomeOf(execution);
		expect(tasksIn(stopped.error?.message).sort()).toEqual(
			[...bench.simulator.tasks.keys()].sort(),
		);
		expect(stopped.error?.description).not.toMatch(/retry|failed/i);
		expect(stopped.error?.description).toContain('"Get Task"');

		await expectWhole(await edit.retry(stopped));
		expect(submits()).toHaveLength(PIECES);
		expect(paid()).toEqual(ONCE_EACH);
	});

	test.each([1, PIECES])(
		'the answers to %i submits are lost, and nothing is bought twice',
		async (times) => {
			bench.simulator.addFault({ on: 'submit', times, action: { kind: 'loseAnswer' } });
			let outcome = await edit.run();
			if (service === 'apimart') {
				const keys = submits()
					.slice(0, 1)
					.map(({ headers }) => String(headers['idempotency-key']));
				expect(outcome.error?.message).toContain(keys[0]);
				outcome = await edit.retry(outcome);
			}
			await expectWhole(outcome);
			expect(tasks()).toHaveLength(PIECES);
			expect(paid()).toEqual(ONCE_EACH);
		},
	);

	test('when no piece can be bought, nothing is billed, and Retry buys all', async () => {
		const action = { kind: 'status', status: 402 } as const;
		bench.simulator.addFault({ on: 'submit', times: Infinity, action });
		const failed = await edit.run();
		expect(failed.error?.message).toMatch(/^Piece \d of 4 .* balance is used up/);
		expect(failed.error?.description).toContain('nothing is billed');
		bench.simulator.clearFaults();

		await expectWhole(await edit.retry(failed));
		expect(paid()).toEqual(ONCE_EACH);
	});

	test('pieces that do not fit together are not joined, and the row has their links', async () => {
		forNextTask(bench.simulator, { resultContent: 'sample' });
		const { items } = await edit.run({ node: goesOn });
		const { error, details } = items[0].json as { error: string; details: IDataObject };
		expect(error).toMatch(/^All 4 pieces are edited and paid, but cannot be joined: piece \d is/);
		expect(tasksIn(error).sort()).toEqual(completed().sort());
		const links = (details.pieces as IDataObject[]).map(({ videoUrl }) => videoUrl);
		expect(links).toHaveLength(PIECES);
		expect(new Set(links).size).toBe(PIECES);
		for (const link of links) expect((await fetch(link as string)).status).toBe(200);
		expect(items[0].binary).toBeUndefined();
	});

	test('Edit Limit counts pieces', async () => {
		const { error } = await new LongEdit(service, { editLimit: 3 }).run();
		expect(error?.message).toBe(
			'This run would buy 4 edits, but Edit Limit is 3. Nothing was bought.',
		);
		expect(submits()).toHaveLength(0);
	});

	test('under On Error: Continue one item of two fails with its piece, and says what it has bought', async () => {
		forNextTask(bench.simulator, { outcome: 'failed' });
		const { items } = await new LongEdit(service, {}, 2).run({ node: goesOn });
		const [bad, good] = [...items].sort((one) => ('error' in one.json ? -1 : 1));
		expect(bad.json.error).toMatch(/^Piece \d of 4/);
		expect(good.json.status).toMatch(/completed|SUCCEEDED/);
		expect(good.binary?.data.mimeType).toBe('video/mp4');
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const told = tasksIn(`${bad.json.error as string} ${JSON.stringify(good.json.pieces)}`);
		expect(told).toEqual(expect.arrayContaining(completed()));
	});

	test.each([
		['while it cuts', 2, 0],
		['while it joins', 2 * PIECES + 1, PIECES],
	])('Stop %s loses nothing', async (_when, write, bought) => {
		const execution = edit.begin();
		let goOn = () => {};
		const held = new Promise<void>((resolve) => (goOn = resolve));
		bench.engine.beforeWrites(execution.id, async (number) => {
			if (number !== write) return;
			execution.stop();
			await held;
		});
		const stopped = await outcomeOf(execution);
		goOn();
		expect(stopped.error?.message).toMatch(/Stopped/);
		expect(tasksIn(stopped.error?.message).sort()).toEqual(completed().sort());
		expect(submits()).toHaveLength(bought);

		await expectWhole(await edit.retry(stopped));
		expect(paid()).toEqual(ONCE_EACH);
	});
});

test('a piece that cannot be downloaded loses none: Retry buys nothing', async () => {
	const edit = new LongEdit('apimart');
	bench.simulator.settings.taskTimeMs = NEVER_MS;
	const execution = edit.begin();
	await until(() => bench.simulator.tasks.size === PIECES);
	const [{ id: taskId }] = tasks();
	const action = { kind: 'status', status: 404 } as const;
	bench.simulator.addFault({ on: 'result', taskId, times: Infinity, action });
	finish(bench);
	const failed = await outcomeOf(execution);
	expect(failed.error?.message).toContain(`task ${taskId} is ready and paid, but`);
	expect(tasksIn(failed.error?.message).sort()).toEqual(completed().sort());
	bench.simulator.clearFaults();

	await expectWhole(await edit.retry(failed));
	expect(submits()).toHaveLength(PIECES);
});

test('Cost Limit counts what all pieces may cost', async () => {
	const credential = { ...bench.credential, price1080p: 0.1 };
	const limited = async (costLimit: number) =>
		await new LongEdit('apimart', { costLimit }).run({ credential });
	// 34 s of the source, and as many of the result.
	expect((await limited(6.7)).error?.message).toContain('would buy 4 edits for up to $6.80');
	expect(submits()).toHaveLength(0);
	await expectWhole(await limited(6.8));
});

test('the pieces of a Retry count once', async () => {
	const limited = new LongEdit('apimart', { editLimit: PIECES + 1 });
	forNextTask(bench.simulator, { outcome: 'failed' });
	await expectWhole(await limited.retry(await limited.run()));
	expect(submits()).toHaveLength(PIECES + 1);
});

test('of a store that refuses a part nothing is bought, and the message says so', async () => {
	const edit = new LongEdit('apimart');
	const execution = edit.begin();
	bench.engine.beforeWrites(execution.id, () => {
		throw new Error('ENOSPC: no space left on device, write');
	});
	const failed = await outcomeOf(execution);
	expect(failed.error?.message).toMatch(/could not store it: ENOSPC.*long\.mp4\)/);
	expect(failed.error?.description).toContain('nothing is billed');
	await expectWhole(await edit.retry(failed));
	expect(paid()).toEqual(ONCE_EACH);
});

test('a store that refuses the joined video loses nothing', async () => {
	const edit = new LongEdit('apimart');
	const execution = edit.begin();
	// Four pieces, their edited videos, and the whole.
	bench.engine.beforeWrites(execution.id, (number) => {
		if (number > 2 * PIECES) throw new Error('ENOSPC: no space left on device, write');
	});
	const failed = await outcomeOf(execution);
	expect(failed.error?.message).toMatch(
		/^All 4 pieces are edited and paid, but joining them failed/,
	);
	expect(tasksIn(failed.error?.message).sort()).toEqual(completed().sort());
	await expectWhole(await edit.retry(failed));
	expect(submits()).toHaveLength(PIECES);
});

test('what was not submitted when a piece is refused is not submitted in vain', async () => {
	// There, one piece is submitted after the other.
	bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 402 } });
	const { error } = await new LongEdit('modelStudio').run();
	expect(error?.message).toContain('balance is used up');
	expect(submits()).toHaveLength(1);
});

test('an Idempotency Key of one’s own is one key for each piece', async () => {
	await expectWhole(await new LongEdit('apimart', { idempotencyKey: 'order-7' }).run());
	const keys = submits().map(({ headers }) => headers['idempotency-key']);
	expect(keys.sort()).toEqual(['order-7-1', 'order-7-2', 'order-7-3', 'order-7-4']);
});

test('a seed that is given is that of all pieces', async () => {
	await new LongEdit('apimart', { seed: 7 }).run();
	expect(submits().map(seedOf)).toEqual([7, 7, 7, 7]);
});

test('no piece waits for another one', async () => {
	bench.simulator.settings.taskTimeMs = NEVER_MS;
	const execution = new LongEdit('apimart').begin();
	await until(() => bench.simulator.tasks.size === PIECES);
	finish(bench);
	await expectWhole(await outcomeOf(execution));
});

test('an execution that begins again on another worker buys no piece twice', async () => {
	const edit = new LongEdit('apimart');
	bench.simulator.settings.taskTimeMs = 4_000;
	const killed = edit.begin({ executionId: '4711' });
	await until(() => new Set(checks().map(({ path }) => path)).size === PIECES);
	// Not by Stop, of which this process would know: the other worker is a process of its own.
	const again = await edit.run({ executionId: '4711' });
	killed.stop();
	await outcomeOf(killed);
	expect(again.error?.message).toContain('knows this edit from an earlier attempt');
	expect(again.error?.description).toContain('may be billed');
	expect(paid()).toEqual(ONCE_EACH);
});
