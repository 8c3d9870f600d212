import { setTimeout as delay } from 'node:timers/promises';

import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../n8n/engine/engine.mts';
import { resumed } from '../support/afterStop.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { finish, NOTHING_ENDS } from '../support/endlessTasks.mts';
import { isLogged, watchLog } from '../support/loggedTasks.mts';
import { outcomeOf, Workbench, type EditOptions, type Outcome } from '../support/workbench.mts';

/** n8n throws away what a stopped execution has bought: the same edit, executed again, goes on with it. */
let bench: Workbench;
beforeAll(async () => {
	watchLog();
	bench = await Workbench.start();
});
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => await bench.close());

const sentences = ({ items }: Outcome) => items.map(({ json }) => json.resumed);

describe.each(['apimart', 'modelStudio'])('at the API of %s', (apiStyle) => {
	beforeEach(() => bench.reset(NOTHING_ENDS));

	const begin = (parameters: INodeParameters = {}, options: EditOptions = {}): Execution =>
		bench.begin(bench.submitParameters(parameters), {
			credential: { ...bench.credential, apiStyle },
			...options,
		});
	const edit = async (parameters?: INodeParameters, options?: EditOptions) => {
		const execution = begin(parameters, options);
		return { ...(await outcomeOf(execution)), id: execution.id };
	};
	const checks = () => bench.requests('GET', /\/tasks\/[^/]+$/).length;
	const submitted = () => bench.submits.length + bench.requests('POST', /video-synthesis$/).length;
	const paid = () => bench.simulator.ledger.billed - bench.simulator.ledger.refunded;
	const bought = () => bench.simulator.tasks.size;

	/** An execution that is stopped when it waits for its tasks. */
	async function stopped(
		parameters?: INodeParameters,
		options: EditOptions = {},
	): Promise<Execution> {
		const before = checks();
		const execution = begin(parameters, options);
		const edits = options.items?.length ?? 1;
		while (checks() < before + edits) await delay(20);
		execution.stop();
		await outcomeOf(execution);
		return execution;
	}

	test('the edit is bought once, and its item and the log say so', async () => {
		const first = await stopped();
		finish(bench);
		const again = await edit();
		expect(again.error).toBeUndefined();
		expect(again.items[0].json).toMatchObject({
			taskId: await bench.taskId(),
			resumed: resumed(first),
		});
		expect(again.items[0].binary?.data.mimeType).toBe('video/mp4');
		expect(bought()).toBe(1);
		expect(isLogged(await bench.taskId())).toBe(true);
	});

	test('once: executed a third time, it is bought, and nothing is said', async () => {
		await stopped();
		finish(bench);
		await edit();
		const third = await edit();
		expect(sentences(third)).toEqual([undefined]);
		expect(bought()).toBe(2);
	});

	test('stopped again and again, it is bought once, by the first', async () => {
		const first = await stopped();
		await stopped();
		await stopped();
		finish(bench);
		expect(sentences(await edit())).toEqual([resumed(first)]);
		expect(bought()).toBe(1);
		await edit();
		expect(bought()).toBe(2);
	});

	test('with Simplify off the item says so, too', async () => {
		const first = await stopped();
		finish(bench);
		expect(sentences(await edit({ simplify: false }))).toEqual([resumed(first)]);
	});

	test('of several items each goes on with its own, also if they are equal', async () => {
		const items = [{ look: 'snow' }, { look: 'rain' }, { look: 'snow' }];
		const parameters = { prompt: '={{ $json.look }}' };
		const first = await stopped(parameters, { items });
		finish(bench);
		const again = await edit(parameters, { items });
		expect(sentences(again)).toEqual([resumed(first), resumed(first), resumed(first)]);
		expect(new Set(again.items.map(({ json }) => json.taskId)).size).toBe(3);
		const prompts = again.items.map(
			({ json }) => bench.simulator.tasks.get(json.taskId as string)?.body.prompt,
		);
		expect(prompts).toEqual(items.map(({ look }) => look));
		expect(bought()).toBe(3);
	});

	test('an item more is bought, one less stays for the next time', async () => {
		const parameters = { prompt: '={{ $json.look }}' };
		const look = (...looks: string[]): EditOptions => ({
			items: looks.map((one): IDataObject => ({ look: one })),
		});
		const first = await stopped(parameters, look('snow', 'rain'));
		finish(bench);
		const second = await edit(parameters, look('snow', 'fog'));
		expect(sentences(second)).toEqual([resumed(first), undefined]);
		expect(sentences(await edit(parameters, look('rain')))).toEqual([resumed(first)]);
		expect(bought()).toBe(3);
	});

	test.each<[string, INodeParameters, EditOptions]>([
		['prompt', { prompt: 'another' }, {}],
		['resolution', { resolution: '720P' }, {}],
		['expression that tells the time', { prompt: '={{ "at " + $now.toMillis() }}' }, {}],
		['node', {}, { node: { id: 'another' } }],
		['workflow', {}, { workflowId: 'another' }],
	])('another %s is another edit, and is bought', async (_what, parameters, options) => {
		const isSame = String(parameters.prompt as string).startsWith('=');
		await stopped(isSame ? parameters : {});
		finish(bench);
		expect(sentences(await edit(parameters, options))).toEqual([undefined]);
		expect(bought()).toBe(2);
	});

	test('and so is it for another account', async () => {
		await stopped();
		finish(bench);
		bench.simulator.settings.apiKey = 'sim-key-of-another-account';
		const credential = { ...bench.credential, apiStyle };
		const { error, ...again } = await edit({}, { credential });
		bench.simulator.settings.apiKey = 'sim-key';
		expect(error).toBeUndefined();
		expect(sentences({ error, ...again })).toEqual([undefined]);
		expect(bought()).toBe(2);
	});

	test('two executions at once: one of them goes on, the other buys', async () => {
		const first = await stopped();
		finish(bench);
		const both = await Promise.all([edit(), edit()]);
		expect(both.flatMap(sentences).filter((said) => said !== undefined)).toEqual([resumed(first)]);
		expect(bought()).toBe(2);
	});

	test('stopped in a submit whose answer comes later, the edit is bought once', async () => {
		bench.simulator.settings.submitTimeMs = 1_500;
		jest.replaceProperty(timeLimitsOfBuiltNode(), 'graceAfterStop', 300);
		const first = begin();
		while (submitted() === 0) await delay(5);
		first.stop();
		await outcomeOf(first);
		const taskId = await bench.taskId();
		while (!isLogged(taskId)) await delay(10);
		finish(bench);
		const again = await edit();
		expect(again.error).toBeUndefined();
		expect(sentences(again)).toEqual([resumed(first)]);
		expect(bought()).toBe(1);
	});

	test('stopped in the download, the edit is bought once', async () => {
		bench.simulator.settings.taskTimeMs = 0;
		bench.simulator.addFault({ on: 'result', action: { kind: 'stall' } });
		const first = begin();
		while (bench.requests('GET', /^\/f\/(?!image)/).length === 0) await delay(20);
		first.stop();
		await outcomeOf(first);
		const again = await edit();
		expect(sentences(again)).toEqual([resumed(first)]);
		expect(again.items[0].binary?.data.mimeType).toBe('video/mp4');
		expect(bought()).toBe(1);
	});

	test('without waiting: what had ended well is thrown away, too, and is bought once', async () => {
		const items = [{ look: 'snow' }, { look: 'rain' }];
		const parameters = { prompt: '={{ $json.look }}' };
		bench.simulator.addFault({ on: 'submit', after: 1, action: { kind: 'stall', ms: 2_000 } });
		// Longer than a slow computer takes.
		jest.replaceProperty(timeLimitsOfBuiltNode(), 'graceAfterStop', 20_000);
		const first = begin({ ...parameters, waitForCompletion: false }, { items });
		await bench.taskId();
		while (submitted() < 2) await delay(5);
		first.stop();
		await outcomeOf(first);
		finish(bench);
		const again = await edit(parameters, { items });
		expect(again.error).toBeUndefined();
		expect(sentences(again)).toEqual([resumed(first), resumed(first)]);
		expect(bought()).toBe(2);
	});

	test('a task that has failed meanwhile is told first; then the edit is bought anew', async () => {
		await stopped();
		for (const task of bench.simulator.tasks.values()) {
			task.planned = { state: 'failed', failure: { kind: 'custom', message: 'No luck' } };
		}
		finish(bench);
		const told = await edit();
		expect(told.error?.message).toContain('No luck');
		expect(sentences(await edit())).toEqual([undefined]);
		expect(paid()).toBe(1);
	});

	test('after the time limit of the workflow, which is a Stop with a "Retry", that buys nothing more', async () => {
		const failed = await outcomeOf(await stopped());
		expect(failed.error?.message).toContain(await bench.taskId());
		finish(bench);
		const credential = { ...bench.credential, apiStyle };
		const retried = await bench.retry(failed, {}, { credential });
		expect(retried.items[0].json.taskId).toBe(await bench.taskId());
		expect(bought()).toBe(1);
		// It has been delivered.
		expect(sentences(await edit())).toEqual([undefined]);
		expect(bought()).toBe(2);
	});

	test('what an execution takes and does not deliver is given back', async () => {
		const items = [{ look: 'snow' }, { look: 'rain', seconds: 0 }];
		const parameters = { prompt: '={{ $json.look }}', duration: '={{ $json.seconds ?? 0 }}' };
		const first = await stopped(parameters, { items });
		finish(bench);
		const broken = [items[0], { look: 'rain', seconds: 1 }];
		const refused = await edit(parameters, { items: broken });
		expect(refused.error?.message).toContain('Duration');
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		expect((await edit(parameters, { items })).error).toBeDefined();
		const again = await edit(parameters, { items });
		expect(sentences(again)).toEqual([resumed(first), resumed(first)]);
		expect(bought()).toBe(2);
		await edit(parameters, { items });
		expect(bought()).toBe(4);
	});

	test('but not a task that the service does not know any more', async () => {
		await stopped();
		bench.simulator.tasks.clear();
		finish(bench);
		expect((await edit()).error?.message).toContain('no information about task');
		expect(sentences(await edit())).toEqual([undefined]);
	});

	test('with the same file, the edit is bought once', async () => {
		const content = Buffer.from(await (await fetch(bench.simulator.sampleUrl)).arrayBuffer());
		const file = async () => ({
			data: await bench.engine.storeFile({ content, fileName: 'a.mp4', mimeType: 'video/mp4' }),
		});
		const parameters = { videoSource: 'binary', binaryPropertyName: 'data' };
		const first = await stopped(parameters, { files: [await file()] });
		finish(bench);
		const again = await edit(parameters, { files: [await file()] });
		expect(sentences(again)).toEqual([resumed(first)]);
		expect(bought()).toBe(1);
	});
});
