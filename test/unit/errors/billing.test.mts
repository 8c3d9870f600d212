import { describe, expect, test } from '@jest/globals';

import { withBilling, type PurchaseState } from '../../../nodes/WanVideoEdit/errors/billing';
import type { Billing, WayOn } from '../../../nodes/WanVideoEdit/errors/problem';

const NOT_STARTED = 'This edit was not started and is not billed.';
const EARLIER = 'An earlier attempt got no answer, though.';
const maybe = (byKey: string) =>
	`The service may still have accepted the edit. If it supports the Idempotency-Key, a retry (Retry On Fail, or "Retry" in the executions list) gets the edit back without paying twice${byKey}. Otherwise check your balance or task list at the service before any new run.`;
const MAYBE = maybe('');
const MAYBE_BY_KEY = maybe(
	', and so does the same edit with this key in the option Idempotency Key',
);
const GET_TASK =
	'Fetch it with the operation "Get Task" and the task ID task_1; that costs nothing.';

const NOTHING: PurchaseState = {};
const TASK: PurchaseState = { taskId: 'task_1' };
const TASK_AFTER_DOUBT: PurchaseState = {
	taskId: 'task_1',
	uncertain: { key: 'n8n-1', hasFiles: true },
};
const BY_URL: PurchaseState = { uncertain: { key: 'n8n-1', hasFiles: false } };
const BY_FILE: PurchaseState = { uncertain: { key: 'n8n-1', hasFiles: true } };

/** [what was bought, billing of the problem, the same as a value, message, what follows its own words, what stands alone] */
type Case = [string, Billing, PurchaseState, message: string, added: string, alone: string];

const OF_TASK = 'Task task_1 was submitted by an earlier attempt. Now: Oops';
const WITH_KEY = 'Oops. The Idempotency Key of this edit is n8n-1';

describe('what is said about the money', () => {
	test.each<Case>([
		['nothing', 'no', NOTHING, 'Oops', NOT_STARTED, NOT_STARTED],
		['nothing', 'maybe', NOTHING, 'Oops', '', MAYBE],
		['nothing', 'yes', NOTHING, 'Oops', '', MAYBE],
		['a task', 'no', TASK, OF_TASK, GET_TASK, GET_TASK],
		['a task', 'maybe', TASK, OF_TASK, GET_TASK, GET_TASK],
		['a task', 'yes', TASK, OF_TASK, '', ''],
		['a task after doubt', 'no', TASK_AFTER_DOUBT, OF_TASK, GET_TASK, GET_TASK],
		['a task after doubt', 'maybe', TASK_AFTER_DOUBT, OF_TASK, GET_TASK, GET_TASK],
		['a task after doubt', 'yes', TASK_AFTER_DOUBT, OF_TASK, '', ''],
		[
			'maybe, a video by URL',
			'no',
			BY_URL,
			WITH_KEY,
			`${EARLIER} ${MAYBE_BY_KEY}`,
			`${EARLIER} ${MAYBE_BY_KEY}`,
		],
		['maybe, a video by URL', 'maybe', BY_URL, WITH_KEY, '', MAYBE_BY_KEY],
		['maybe, a video by URL', 'yes', BY_URL, WITH_KEY, '', MAYBE_BY_KEY],
		['maybe, a file', 'no', BY_FILE, WITH_KEY, `${EARLIER} ${MAYBE}`, `${EARLIER} ${MAYBE}`],
		['maybe, a file', 'maybe', BY_FILE, WITH_KEY, '', MAYBE],
		['maybe, a file', 'yes', BY_FILE, WITH_KEY, '', MAYBE],
	])('bought: %s; billed by itself: %s', (_what, billing, bought, message, added, alone) => {
		const own = 'Do this.';
		expect(withBilling({ message: 'Oops', description: own, billing }, bought)).toEqual({
			message,
			description: added === '' ? own : `${own} ${added}`,
		});
		expect(withBilling({ message: 'Oops', billing }, bought)).toEqual({
			message,
			description: alone,
		});
	});
});

test.each<Billing>(['no', 'maybe', 'yes'])(
	'a message that names the task already stays as it is, billed or not: %s',
	(billing) => {
		const own = { message: 'Task task_1 was still "running"', description: 'Do this.' };
		for (const bought of [TASK, TASK_AFTER_DOUBT]) {
			expect(withBilling({ ...own, billing }, bought)).toEqual(own);
		}
	},
);

test('only what bought nothing, now and before, is ever called unbilled', () => {
	for (const bought of [NOTHING, TASK, TASK_AFTER_DOUBT, BY_URL, BY_FILE]) {
		for (const billing of ['no', 'maybe', 'yes'] as const) {
			const { description } = withBilling({ message: 'Oops', billing }, bought);
			const isUnbilled = bought === NOTHING && billing === 'no';
			expect(description.includes(NOT_STARTED)).toBe(isUnbilled);
		}
	}
});

test('a task that was only found may be another one’s, and the message says when the edit was submitted', () => {
	const about = { message: 'Stopped at task task_1', description: 'Fetch it.', billing: 'yes' };
	const state = { taskId: 'task_1', foundSinceMs: Date.UTC(2026, 10, 1) };
	expect(withBilling(about as never, state)).toEqual({
		message:
			"Stopped at task task_1. It was only found in the service's list, and may be another program's. The edit was submitted at 2026-11-01T00:00:00.000Z",
		description:
			"Fetch it. Look at its video before you use it. If it is not this edit's, look for that in the service's list of tasks before any new run.",
	});
});

describe('what is said of a video in pieces', () => {
	const problem = { message: 'Oops', description: 'Try this', billing: 'yes' as const };
	const said = (pieces: PurchaseState['pieces'], message = 'Oops', wayOn?: WayOn) =>
		withBilling({ ...problem, message }, { pieces }, wayOn);
	const [ONE, TWO] = [
		{ piece: 1, taskId: 'task_1' },
		{ piece: 2, taskId: 'task_2' },
	];

	test('each task that is bought is named, and what may be bought', () => {
		const unclear = { piece: 3, uncertain: { key: 'n8n-3', hasFiles: true } };
		expect(said([ONE, { piece: 2 }, unclear])).toEqual({
			message:
				'Oops. Tasks of the pieces: task_1 (piece 1). The Idempotency Key of this edit is n8n-3 (piece 3)',
			description: expect.stringMatching(
				/^Try this\. Retry the execution .* buys only what is missing/,
			),
		});
	});

	test('with the doubt whether a task is the piece’s own that was only found', () => {
		expect(said([ONE, { ...TWO, foundSinceMs: 0 }]).message).toContain(
			"task_1 (piece 1), task_2 (piece 2, if it is not another program's)",
		);
	});

	test('not twice in one message', () => {
		expect(said([ONE, TWO], 'Joining task_1, task_2 failed').message).toBe(
			'Joining task_1, task_2 failed',
		);
		expect(said([ONE, TWO], 'Stopped at task_1').message).toContain('task_2 (piece 2)');
	});

	test('after Stop no retry is offered, which n8n does not have then', () => {
		const { description } = said([ONE, TWO], 'Stopped', 'getTask');
		expect(description).not.toMatch(/retry/i);
		expect(description).toContain('"Get Task"');
	});

	test('after the time limit a retry is offered, and no word of buying all pieces again', () => {
		const { description } = said([ONE, TWO], 'Stopped', 'timeLimit');
		expect(description).toContain('Retry the execution');
		expect(description).not.toContain('would buy all pieces');
	});

	test('when there is none, nothing is billed', () => {
		const { message, description } = withBilling(
			{ ...problem, billing: 'no' },
			{ pieces: [{ piece: 1 }, { piece: 2 }] },
		);
		expect(message).toBe('Oops');
		expect(description).toContain('nothing is billed');
	});
});
