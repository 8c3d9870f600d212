import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { startSimulator, type FaultAction } from '../../simulator/index.mts';
import { outcomeOf, Workbench, type Outcome } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ balanceUsd: 100 }));
afterAll(async () => await bench.close());

async function failedWith(action: FaultAction): Promise<Outcome & { words: string }> {
	bench.simulator.addFault({ on: 'submit', action });
	const outcome = await bench.edit();
	return { ...outcome, words: `${outcome.error?.message} | ${outcome.error?.description}` };
}

const status = (httpStatus: number, code: string | number, message: string): FaultAction => ({
	kind: 'status',
	status: httpStatus,
	body: { error: { code, message, type: 'apimart_error' } },
});

describe('the message says what happened, in the words of the service, and what to do next', () => {
	test.each<[string, FaultAction, string[]]>([
		['400', status(400, '', 'bad video'), ['refused the edit (HTTP 400: bad video)', 'Correct']],
		[
			'401',
			status(401, '', 'invalid API key'),
			['does not accept the API key (HTTP 401: invalid API key)', 'belongs to the chosen service'],
		],
		[
			'402',
			status(402, 402, 'no money'),
			['balance is used up (HTTP 402: no money)', 'Top up', 'the API key is fine'],
		],
		[
			'403',
			status(403, '', 'not on the list'),
			['not allowed to do this (HTTP 403: not on the list)', 'quota'],
		],
		[
			'404',
			{ kind: 'html', status: 404 },
			['no Wan video API at this address', 'a web page instead of data', 'Base URL'],
		],
		[
			'a parameter error in disguise',
			status(500, '', 'build_request_failed: size'),
			['refused the edit (HTTP 500: build_request_failed: size)', 'Correct'],
		],
	])('%s: was not started', async (_name, action, words) => {
		const failure = await failedWith(action);
		for (const part of words) expect(failure.words).toContain(part);
		expect(failure.words).toContain('was not started');
		expect(bench.submits).toHaveLength(1);
		expect(bench.simulator.ledger.billed).toBe(0);
	});

	test('409 reused, with a key of the user', async () => {
		const action = status(409, 'idempotency_key_reused', 'other body');
		bench.simulator.addFault({ on: 'submit', action });
		const { error } = await bench.edit({ options: { idempotencyKey: 'row-7' } });
		expect(error?.message).toContain('used for another edit before (HTTP 409: other body)');
		expect(error?.description).toContain('its own key');
		expect(error?.description).toContain('was not started');
		expect(bench.submits).toHaveLength(1);
		expect(bench.simulator.ledger.billed).toBe(0);
	});

	test('409 reused, with the key that the node made: only this very edit can have used it', async () => {
		const { words } = await failedWith(status(409, 'idempotency_key_reused', 'other body'));
		expect(words).toContain('knows this edit from an earlier attempt');
		expect(words).toContain('may be billed');
		expect(bench.submits).toHaveLength(1);
	});

	test.each<[string, FaultAction, string[]]>([
		['500', status(500, '', 'oops'), ['failed while accepting the edit (HTTP 500: oops)']],
		[
			'502 with a web page',
			{ kind: 'html', status: 502 },
			['HTTP 502: a web page instead of data'],
		],
		['504 without a body', { kind: 'empty', status: 504 }, ['HTTP 504: an empty answer']],
		['408', status(408, '', 'too slow'), ['failed while accepting the edit (HTTP 408: too slow)']],
		[
			'a closed connection',
			{ kind: 'reset' },
			['The connection broke while the edit was being submitted'],
		],
		[
			'a lost answer',
			{ kind: 'loseAnswer' },
			['The connection broke while the edit was being submitted'],
		],
	])('%s: the edit may be billed', async (_name, action, words) => {
		const failure = await failedWith(action);
		for (const part of words) expect(failure.words).toContain(part);
		expect(failure.words).toContain('may still have accepted the edit');
		expect(bench.submits).toHaveLength(1);
	});

	test.each<[string, FaultAction]>([
		['a web page', { kind: 'html', status: 200 }],
		['nothing', { kind: 'empty', status: 200 }],
		['broken JSON', { kind: 'truncatedJson' }],
		[
			'a task without an ID',
			{ kind: 'json', body: { code: 200, data: [{ status: 'submitted' }] } },
		],
		['a request ID', { kind: 'json', body: { id: 'req-1' } }],
		['an ID of dots', { kind: 'json', body: { data: [{ task_id: '..', status: 'submitted' }] } }],
	])('an answer of 200 that holds %s: the edit may be billed', async (_name, action) => {
		const { words } = await failedWith(action);
		expect(words).toContain('accepted the edit but returned no task ID');
		expect(words).toContain('may still have accepted the edit');
	});
});

describe('a submit that cannot have bought anything is sent again', () => {
	const inProgress: FaultAction = {
		kind: 'status',
		status: 409,
		body: { error: { code: 409, message: 'busy', type: 'idempotency_in_progress' } },
	};
	const passing: Array<[string, FaultAction]> = [
		['429', status(429, '', 'slow down')],
		['400 no room', status(400, 'get_channel_failed', 'no channel')],
		['500 no room', status(500, 'get_channel_failed', 'no channel')],
		['503 not executed', status(503, 'idempotency_unavailable', 'try later')],
		['409 in progress', inProgress],
	];

	test.each(passing)('after %s, with the same key', async (_name, action) => {
		bench.simulator.addFault({ on: 'submit', times: 2, action });
		const { items, error } = await bench.edit();
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		expect(bench.submits).toHaveLength(3);
		expect(new Set(bench.submits.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
		const [first, second, third] = bench.submits.map(({ atMs }) => atMs);
		expect(second - first).toBeGreaterThanOrEqual(990);
		expect(third - second).toBeGreaterThanOrEqual(1990);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('as late as Retry-After says', async () => {
		const headers = { 'retry-after': '3' };
		bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 429, headers } });
		await bench.edit({ waitForCompletion: false });
		const [first, second] = bench.submits.map(({ atMs }) => atMs);
		expect(second - first).toBeGreaterThanOrEqual(2990);
	});

	test('but not when the service wants to be left alone for long', async () => {
		const headers = { 'retry-after': '600' };
		bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 429, headers } });
		const { error } = await bench.edit();
		expect(error?.message).toContain('too many requests (HTTP 429: Too Many Requests; it asks');
		expect(error?.message).toContain('to wait 600 s');
		expect(error?.description).toContain('was not started');
		expect(bench.submits).toHaveLength(1);
	});

	test('and not for ever', async () => {
		const failures = await Promise.all([
			failedAlone(status(429, '', 'slow down')),
			failedAlone(status(503, 'idempotency_unavailable', 'try later')),
			failedAlone(inProgress),
			failedAlone(),
			failedAlone(status(500, 'get_channel_failed', 'no channel')),
		]);
		const [busy, notExecuted, progress, unreachable, noRoom] = failures;
		expect(busy).toMatch(/too many requests \(HTTP 429: slow down\).*Batching.*was not started/);
		expect(notExecuted).toMatch(/did not accept the edit \(HTTP 503: try later\).*was not started/);
		expect(progress).toContain('still busy with an earlier attempt at the same purchase (HTTP 409');
		expect(progress).not.toContain('was not started');
		expect(noRoom).toMatch(
			/^The service has no room for the edit right now \(HTTP 500: no channel\)\. The Idempotency Key of this edit is n8n-\w{32}/,
		);
		expect(noRoom).not.toContain('was not started');
		expect(unreachable).toMatch(
			/^The service could not be reached \(the connection was refused\).*was not started/,
		);
	});

	/** What a person reads after the same fault at every try, from a service of its own. */
	async function failedAlone(action?: FaultAction): Promise<string> {
		const service = await startSimulator();
		try {
			if (action) service.addFault({ on: 'submit', times: Infinity, action });
			else await service.close();
			const credential = { ...bench.credential, baseUrl: service.url, apiKey: service.apiKey };
			const { error } = await bench.edit({}, { credential });
			expect(service.requests).toHaveLength(action ? 5 : 0);
			expect(service.ledger.billed).toBe(0);
			return `${error?.message} | ${error?.description}`;
		} finally {
			if (action) await service.close();
		}
	}

	test('Stop ends the pause before the next try, and nothing is sent any more', async () => {
		const action = { ...status(429, '', 'busy'), headers: { 'retry-after': '30' } };
		bench.simulator.addFault({ on: 'submit', times: Infinity, action });
		const execution = bench.begin(bench.submitParameters());
		while (bench.submits.length < 1) await delay(20);
		await delay(200);
		const stoppedAt = performance.now();
		execution.stop();
		const { error } = await outcomeOf(execution);
		expect(performance.now() - stoppedAt).toBeLessThan(15_000);
		expect(error?.message).toBe('Stopped before the edit was submitted');
		await delay(2500);
		expect(bench.submits).toHaveLength(1);
	});
});

test('an answer that breaks off behind the task ID still tells the task', async () => {
	bench.simulator.addFault({ on: 'submit', action: { kind: 'short', bytes: 90 } });
	const { items, error } = await bench.edit();
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
});

test('an answer without end is not read to its end', async () => {
	const body = { code: 200, data: [{ status: 'submitted' }], filler: 'x'.repeat(2 * 1024 ** 2) };
	const { words } = await failedWith({ kind: 'json', body });
	expect(words).toContain(
		'returned no task ID: an answer without a task: an answer of more than 1 MB',
	);
});

test('a used-up balance and a wrong key, as the service itself tells them', async () => {
	bench.reset({ balanceUsd: 0 });
	expect((await bench.edit()).error?.message).toContain('balance is used up');
	const { error } = await bench.edit({}, { credential: { ...bench.credential, apiKey: 'wrong' } });
	expect(error?.message).toContain('does not accept the API key');
	expect(bench.submits).toHaveLength(2);
});

test('a 409 that leaves open what became of the edit is not called unbilled', async () => {
	const silent = await failedWith(status(409, '', 'being processed'));
	const unsure = await failedWith(status(409, 'idempotency_result_indeterminate', 'unsure'));
	expect(silent.words).toContain('has already seen this Idempotency Key');
	expect(unsure.words).toContain('does not know whether it has accepted this edit before');
	for (const { words } of [silent, unsure]) expect(words).not.toContain('was not started');
});

describe('an answer of 200 with an error is no task, whatever ID stands beside it', () => {
	test.each<[string, unknown, string]>([
		[
			'a request ID',
			{ id: 'req-1', error: { code: 'overloaded', message: 'try later' } },
			'failed while accepting the edit (HTTP 200: try later). The Idempotency Key of this edit is',
		],
		[
			'a task',
			{ code: 500, data: [{ status: 'submitted', task_id: 'task_1' }] },
			'with an error and a task at once (task ID task_1, and HTTP 500: no reason given)',
		],
		[
			'a task, and "success: false"',
			{ success: false, message: 'queued', data: { status: 'submitted', id: 'task_1' } },
			'with an error and a task at once (task ID task_1, and HTTP 400: queued)',
		],
	])('%s: the edit may be billed, and Retry gets it', async (_what, body, words) => {
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action: { kind: 'json', body } });
		const failed = await bench.edit();
		expect(failed.error?.message).toContain(words);
		expect(failed.error?.description).toContain('may still have accepted the edit');
		const { items } = await bench.retry(failed);
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('a refusal in its own words is not billed', async () => {
		const body = { id: 'req-1', error: { code: 402, message: 'no money' } };
		const { words } = await failedWith({ kind: 'json', body });
		expect(words).toContain('The balance is used up (HTTP 402: no money)');
		expect(words).toContain('was not started');
	});
});

describe('an answer that is a redirect', () => {
	test('to the task that it has started is a bought task', async () => {
		const action = { kind: 'redirect', status: 303, to: '/v1/tasks/{taskId}' } as const;
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action });
		const { items, error } = await bench.edit();
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(bench.submits).toHaveLength(1);
	});

	test('to anywhere else may be billed: with Retry On Fail the edit is bought once', async () => {
		const action = { kind: 'redirect', status: 303, to: '/v1/jobs/1' } as const;
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action });
		const { words } = await failedWith({ kind: 'redirect', to: 'https://example.com/v1' });
		expect(words).toContain('answered with a redirect');
		expect(words).toContain('The Idempotency Key of this edit is');
		expect(words).toContain('may have been accepted');
		expect(words).toContain('Base URL');
		expect(words).not.toContain('was not started');

		bench.reset();
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action });
		const { error } = await bench.edit({}, { node: { retryOnFail: true, maxTries: 3 } });
		expect(error).toBeUndefined();
		expect(bench.simulator.ledger.billed).toBe(1);
	});
});

test('a long message is cut, but never in the middle of the key', async () => {
	const { apiKey } = bench.simulator;
	for (const filler of [250, 290, 440, 460, 490]) {
		const { words } = await failedWith(status(400, '', 'x'.repeat(filler) + apiKey));
		expect(words).not.toContain(apiKey.slice(0, 8));
		expect(words.length).toBeLessThan(800);
	}
});

test('the key is in no part of an error, even if the service puts it there', async () => {
	const { apiKey } = bench.simulator;
	const outcomes = [
		await failedWith(status(401, apiKey, `invalid API key ${apiKey}`)),
		await failedWith({ kind: 'reset' }),
		await failedWith({ kind: 'redirect', to: `https://example.com/?key=${apiKey}` }),
	];
	for (const { run, words } of outcomes) {
		expect(words).not.toContain(apiKey);
		expect(JSON.stringify(run.data)).not.toContain(apiKey);
	}
	expect(outcomes[0].words).toContain('invalid API key ***');
});

test('under "On Error: Continue" the error is a row that keeps its pairing', async () => {
	bench.simulator.addFault({ on: 'submit', action: status(402, 402, 'no money') });
	const { items, error } = await bench.edit({}, { node: { onError: 'continueRegularOutput' } });
	expect(error).toBeUndefined();
	expect(items[0].json).toEqual({ error: 'The balance is used up (HTTP 402: no money)' });
	expect(items[0].pairedItem).toEqual({ item: 0 });
});
