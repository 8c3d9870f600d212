import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INode } from 'n8n-workflow';

import { CREDENTIAL_TYPE, credentialsFor } from '../../../n8n/server/examples.mts';
import type { ExecutionInfo, Stored } from '../../../n8n/server/n8nRest.mts';
import { makeVideo } from '../../support/media.mts';
import { putOut } from '../../support/realN8n/exampleWorkflow.mts';
import { until, type Instance } from '../../support/realN8n/instance.mts';
import { Recipes } from '../../support/realN8n/recipes.mts';
import { VideoSheet } from '../../support/realN8n/videoSheet.mts';
import { hostOf, type WebHost } from '../../support/webHost.mts';

let n8n: Instance;
let recipes: Recipes;
let sheet: VideoSheet;
beforeAll(async () => {
	recipes = await Recipes.start();
	n8n = recipes.n8n;
	sheet = new VideoSheet(recipes);
});
beforeEach(async () => {
	await sheet.clear();
	recipes.reset();
	n8n.simulator.settings.balanceUsd = 1_000;
});
afterAll(async () => await n8n?.close());

const execute = async (name: string) => await recipes.execute(await recipes.example(name));

describe('edit-sheet-rows', () => {
	test('every row gets its result; one that fails does not hold the others back', async () => {
		const prompts = ['Make it snow', 'Make it rain', 'Make it night'];
		await sheet.fillIn(prompts);
		await sheet.fillIn(['Do not touch'], 'done');
		n8n.simulator.addFault({
			on: 'submit',
			mark: 'Make it rain',
			times: Infinity,
			action: { kind: 'status', status: 402 },
		});
		await execute('edit-sheet-rows');

		const [snow, rain, night] = await sheet.rowsOf(prompts);
		for (const row of [snow, night]) {
			expect(row).toMatchObject({ status: 'done', cost: '0.6' });
			expect(row.editedVideo).toMatch(/^http.*\.mp4/);
			expect(row.note).toMatch(/^The link works until 2/);
		}
		expect(rain).toMatchObject({ status: 'failed', editedVideo: null });
		expect(rain.note).toContain('The balance is used up');
		expect(n8n.billed).toBe(2);
		expect(recipes.submitted().map(({ prompt }) => prompt)).not.toContain('Do not touch');
	});

	test('a row is edited once, also when the next run begins before it is done', async () => {
		const prompts = ['One', 'Two', 'Three'];
		await sheet.fillIn(prompts);
		const workflow = await n8n.rest.importWorkflow(await recipes.example('edit-sheet-rows'));
		const run = async () => await n8n.rest.run(workflow, 'Every Hour');
		const first = await run();
		await until(() => n8n.billed === 3);
		await recipes.ended(await run());
		await recipes.ended(first);
		for (const row of await sheet.rowsOf(prompts)) expect(row.status).toBe('done');
		expect(recipes.submitted()).toHaveLength(3);
	});

	test('what was bought without an answer is not bought again', async () => {
		const prompts = ['Lost answer'];
		await sheet.fillIn(prompts);
		n8n.simulator.addFault({ on: 'submit', times: 1, action: { kind: 'loseAnswer' } });
		await execute('edit-sheet-rows');
		const [unclear] = await sheet.rowsOf(prompts);
		expect(unclear.status).toBe('check');
		expect(unclear.note).toContain('It may have been bought: look at the service.');
		// No run takes it by itself.
		await execute('edit-sheet-rows');
		expect(recipes.submitted()).toHaveLength(1);

		await sheet.setToDo(prompts[0]);
		await execute('edit-sheet-rows');
		expect((await sheet.rowsOf(prompts))[0].status).toBe('done');
		expect(n8n.billed).toBe(1);
	});

	test('an edit that failed at the service is bought anew when a person wants it', async () => {
		const prompts = ['Fails at first'];
		await sheet.fillIn(prompts);
		n8n.simulator.settings.outcome = 'failed';
		await execute('edit-sheet-rows');
		const [failed] = await sheet.rowsOf(prompts);
		expect(failed.status).toBe('failed');
		const [taskId] = [...n8n.simulator.tasks.keys()].slice(-1);
		expect(failed).toMatchObject({
			taskId: `${taskId} (failed)`,
			note: expect.stringContaining(taskId),
		});

		n8n.simulator.settings.outcome = 'completed';
		await sheet.setToDo(prompts[0]);
		await execute('edit-sheet-rows');
		expect((await sheet.rowsOf(prompts))[0].status).toBe('done');
		expect(n8n.billed).toBe(2);
	});
});

/** In the table that both examples use. */
describe.each(['edit-sheet-rows', 'edit-rows-within-a-budget'])('%s', (name) => {
	const prompt = `What is bought stays bought, ${name}`;
	let priced: Stored;
	beforeAll(async () => {
		const { name: label, data } = credentialsFor(n8n.simulator).first;
		priced = await n8n.rest.createCredential(label, CREDENTIAL_TYPE, data);
	});
	const run = async () => await recipes.execute(await recipes.example(name, priced));
	const row = async () => (await sheet.rowsOf([prompt]))[0];

	test('a row with a task is fetched, and never bought again, whatever the service has forgotten', async () => {
		n8n.simulator.settings.honoursIdempotencyKey = false;
		await sheet.fillIn([prompt]);
		await run();
		const { taskId } = await row();
		for (const status of ['editing', 'todo']) {
			await sheet.set(prompt, { status, editedVideo: '' });
			await run();
			expect(await row()).toMatchObject({ status: 'done', taskId });
			expect((await row()).editedVideo).toMatch(/^http.*\.mp4/);
		}
		expect(n8n.billed).toBe(1);
		n8n.simulator.settings.honoursIdempotencyKey = true;
	});

	test('a finished row is bought once more when its task is taken out', async () => {
		await sheet.fillIn([prompt]);
		await run();
		await sheet.set(prompt, { status: 'todo', taskId: '' });
		await run();
		expect((await row()).status).toBe('done');
		expect(n8n.billed).toBe(2);
	});

	test('a row that was caught without a task is left alone, and a note says so', async () => {
		await sheet.fillIn([prompt], 'editing');
		const early = await run();
		expect(putOut(early, 'Nothing to Do')[0].json.message).toContain('another execution');
		const workflow = await recipes.example(name, priced);
		// As if an hour had passed.
		const text = JSON.stringify(workflow).replaceAll(`minus(1, 'hour')`, `plus(1, 'hour')`);
		await recipes.execute(JSON.parse(text) as typeof workflow);
		expect(await row()).toMatchObject({
			status: 'check',
			note: expect.stringContaining('Look at the service whether it was.'),
		});
		await run();
		expect(recipes.submitted()).toEqual([]);
	});

	test('an edit that takes longer is fetched by the next run', async () => {
		// n8n gives the number of a deleted row to a new one: with the same prompt it would be the same edit.
		const late = `${prompt}, later`;
		await sheet.fillIn([late]);
		const workflow = await recipes.example(name, priced);
		const get = workflow.nodes.find((node) => node.name === 'Get Task')!;
		get.parameters.options = { timeout: 0.01 };
		n8n.simulator.settings.taskTimeMs = 600_000;
		await recipes.execute(workflow);
		expect((await sheet.rowsOf([late]))[0]).toMatchObject({
			status: 'editing',
			note: expect.stringContaining('was still'),
		});
		n8n.simulator.finishTasks();
		await until(() => [...n8n.simulator.tasks.values()].at(-1)!.state !== 'running');
		await run();
		expect((await sheet.rowsOf([late]))[0].status).toBe('done');
		expect(n8n.billed).toBe(1);
	});

	test('a table without a row to do says so', async () => {
		const execution = await run();
		expect(putOut(execution, 'Nothing to Do')[0].json.message).toContain(
			'has the status "todo". Fill in a row',
		);
	});
});

describe('edit-rows-within-a-budget', () => {
	let priced: Stored;
	/** With a video of 2 seconds. */
	let short: WebHost;
	beforeAll(async () => {
		priced = await credentialWith({ price720p: 0.1 });
		const video = await makeVideo({ seconds: 2 });
		short = await hostOf((_request, response) => void response.end(video));
	});
	afterAll(() => short?.close());

	async function credentialWith(more: object, style: 'first' | 'modelStudio' = 'first') {
		const { name, data } = credentialsFor(n8n.simulator)[style];
		return await n8n.rest.createCredential(name, CREDENTIAL_TYPE, { ...data, ...more });
	}

	/** Executes the example. @param adjust what a person changes in Submit Edit */
	async function run(
		budgetUsd: number,
		credential = priced,
		adjust: (edit: INode) => void = () => {},
	): Promise<ExecutionInfo> {
		const workflow = await recipes.example('edit-rows-within-a-budget', credential);
		const named = (wanted: string) => workflow.nodes.find(({ name }) => name === wanted)!;
		const { assignments } = named('Budget').parameters as never as {
			assignments: { assignments: Array<{ value: number }> };
		};
		assignments.assignments[0].value = budgetUsd;
		adjust(named('Submit Edit'));
		return await recipes.execute(workflow);
	}

	/** Others in each test: a cleared table counts its rows anew, and the service knows edits by row and prompt. */
	let prompts: string[];
	let tests = 0;
	beforeEach(() => {
		tests++;
		prompts = ['One', 'Two', 'Three', 'Four'].map((name) => `${name} of test ${tests}`);
	});
	const statuses = async () => (await sheet.rowsOf(prompts)).map(({ status }) => status);

	test('rows are edited in order as far as the budget goes; what is left out says so and is next', async () => {
		await sheet.fillIn(prompts);
		await sheet.fillIn(['Do not touch'], 'done');
		await run(2.5);
		const [one, two, three] = await sheet.rowsOf(prompts);
		for (const row of [one, two]) {
			expect(row).toMatchObject({ status: 'done', cost: '0.6' });
			expect(row.editedVideo).toMatch(/^http.*\.mp4/);
			expect(row.note).toMatch(/^The link works until 2/);
			// The link is that of this row's edit.
			expect(n8n.simulator.tasks.get(row.taskId as string)!.body.prompt).toBe(row.prompt);
			expect(row.editedVideo).toContain(row.taskId);
		}
		expect(await statuses()).toEqual(['done', 'done', 'todo', 'todo']);
		const note = 'Not bought: it may cost $1.20, and $0.10 of the budget of $2.50 is left.';
		expect(three).toMatchObject({ note, editedVideo: null });
		expect(n8n.billed).toBe(2);

		await run(2.5);
		expect(await statuses()).toEqual(['done', 'done', 'done', 'done']);
		// Those of a run leave side by side.
		const sent = recipes.submitted().map(({ prompt }) => prompt);
		expect([...sent.slice(0, 2).sort(), ...sent.slice(2).sort()]).toEqual([
			...prompts.slice(0, 2).sort(),
			...prompts.slice(2).sort(),
		]);
	});

	test('a row that costs too much does not hold back a cheaper one', async () => {
		await sheet.fillIn([...prompts.slice(0, 3), { prompt: prompts[3], videoUrl: short.url }]);
		await run(2.8);
		expect(await statuses()).toEqual(['done', 'done', 'todo', 'done']);
		expect((await sheet.rowsOf(prompts))[3].cost).toBe('0.2');
	});

	test('a bad row fails before anything is bought, an edit that fails after it, and the others go on', async () => {
		const [one, two, three, four] = prompts;
		await sheet.fillIn([one, { prompt: two, videoUrl: 'my video' }, three, four]);
		n8n.simulator.addFault({
			on: 'submit',
			mark: three,
			times: Infinity,
			action: { kind: 'status', status: 402 },
		});
		await run(3.6);
		expect(await statuses()).toEqual(['done', 'failed', 'failed', 'done']);
		const [, bad, failed] = await sheet.rowsOf(prompts);
		expect(bad.note).toContain('Video URL');
		expect(failed.note).toContain('The balance is used up');
		expect(n8n.billed).toBe(2);
	});

	test('when nothing fits, every row says so, and nothing is bought', async () => {
		await sheet.fillIn(prompts);
		await run(1);
		for (const { status, note } of await sheet.rowsOf(prompts)) {
			expect(status).toBe('todo');
			expect(note).toBe('Not bought: it may cost $1.20, and $1.00 of the budget of $1.00 is left.');
		}
		expect(recipes.submitted()).toEqual([]);
	});

	test('without a budget nothing is bought', async () => {
		await sheet.fillIn(prompts);
		await run(0);
		expect(await statuses()).toEqual(['todo', 'todo', 'todo', 'todo']);
		expect(recipes.submitted()).toEqual([]);
	});

	test('without a price, every row says so, and nothing is bought', async () => {
		await sheet.fillIn(prompts);
		await run(100, n8n.credential);
		for (const { status, note } of await sheet.rowsOf(prompts)) {
			expect(status).toBe('todo');
			expect(note).toMatch(
				/^Not bought: what an edit costs is not known\. Enter what your account/,
			);
		}
		expect(recipes.submitted()).toEqual([]);
	});

	test('a balance below the budget takes its place', async () => {
		n8n.simulator.settings.balanceUsd = n8n.simulator.ledger.billedUsd + 2;
		await sheet.fillIn(prompts);
		await run(100);
		expect(await statuses()).toEqual(['done', 'todo', 'todo', 'todo']);
		expect((await sheet.rowsOf([prompts[1]]))[0].note).toBe(
			'Not bought: it may cost $1.20, and $0.80 of the balance at the service is left.',
		);
	});

	test('prices that rise after the estimate buy nothing above the budget', async () => {
		await sheet.fillIn(prompts.slice(0, 2));
		const dearer = await credentialWith({ price720p: 0.2 });
		await run(2.5, priced, (edit) => {
			edit.credentials = { [CREDENTIAL_TYPE]: dearer };
		});
		for (const { status, note } of await sheet.rowsOf(prompts.slice(0, 2))) {
			expect(status).toBe('failed');
			expect(note).toContain('but Cost Limit (USD) is 2.5. Nothing was bought.');
		}
		expect(recipes.submitted()).toEqual([]);
	});

	test('at Model Studio, without Idempotency Keys, the seconds stand in the place of the cost', async () => {
		const modelStudio = await credentialWith({ price720p: 0.1 }, 'modelStudio');
		await sheet.fillIn(prompts);
		const execution = await run(2.5, modelStudio, ({ parameters }) => {
			delete (parameters.options as { idempotencyKey?: string }).idempotencyKey;
		});
		expect(await statuses()).toEqual(['done', 'done', 'todo', 'todo']);
		expect((await sheet.rowsOf(prompts))[0].cost).toBe('12 seconds');
		expect(putOut(execution, 'Note as Done')).toHaveLength(2);
		expect(n8n.billed).toBe(2);
	});
});
