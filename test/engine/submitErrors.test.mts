import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { Workbench, type Outcome } from '../support/workbench.mts';

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
		['429', status(429, '', 'slow down'), ['too many requests (HTTP 429: slow down)', 'Batching']],
		[
			'a redirect',
			{ kind: 'redirect', to: 'https://example.com/v1' },
			['answered with a redirect', 'Base URL'],
		],
		[
			'a parameter error in disguise',
			status(500, '', 'build_request_failed: size'),
			['refused the edit (HTTP 500: build_request_failed: size)', 'Correct'],
		],
		[
			'a temporary 400',
			status(400, 'get_channel_failed', 'no channel'),
			[
				'has no room for the edit right now (HTTP 400: no channel)',
				'Run the node again in a minute',
			],
		],
		[
			'409 reused',
			status(409, 'idempotency_key_reused', 'other body'),
			['used for another edit before (HTTP 409: other body)', 'key of its own'],
		],
		[
			'503 not executed',
			status(503, 'idempotency_unavailable', 'try later'),
			['did not take the edit (HTTP 503: try later)', 'again in a minute'],
		],
	])('%s: was not started', async (_name, action, words) => {
		const failure = await failedWith(action);
		for (const part of words) expect(failure.words).toContain(part);
		expect(failure.words).toContain('was not started');
		expect(bench.submits).toHaveLength(1);
		expect(bench.simulator.ledger.billed).toBe(0);
	});

	test.each<[string, FaultAction, string[]]>([
		['500', status(500, '', 'oops'), ['failed while it was taking the edit (HTTP 500: oops)']],
		[
			'502 with a web page',
			{ kind: 'html', status: 502 },
			['HTTP 502: a web page instead of data'],
		],
		['504 without a body', { kind: 'empty', status: 504 }, ['HTTP 504: an empty answer']],
		[
			'408',
			status(408, '', 'too slow'),
			['failed while it was taking the edit (HTTP 408: too slow)'],
		],
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
		expect(failure.words).toContain('may have accepted the edit all the same');
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
	])('an answer of 200 that holds %s: the edit may be billed', async (_name, action) => {
		const { words } = await failedWith(action);
		expect(words).toContain('took the edit but named no task');
		expect(words).toContain('may be billed');
	});
});

test('a service that cannot be reached: was not started', async () => {
	const { error } = await bench.edit(
		{},
		{ credential: { ...bench.credential, baseUrl: 'http://127.0.0.1:9' } },
	);
	expect(error?.message).toBe('The service could not be reached (the connection was refused)');
	expect(error?.description).toContain('was not started');
});

test('a used-up balance and a wrong key, as the service itself tells them', async () => {
	bench.reset({ balanceUsd: 0 });
	expect((await bench.edit()).error?.message).toContain('balance is used up');
	const { error } = await bench.edit({}, { credential: { ...bench.credential, apiKey: 'wrong' } });
	expect(error?.message).toContain('does not accept the API key');
	expect(bench.submits).toHaveLength(2);
});

test('a 409 that tells its code as a type, or not at all, is not called unbilled', async () => {
	const typed = { error: { code: 409, message: 'busy', type: 'idempotency_in_progress' } };
	const busy = await failedWith({ kind: 'status', status: 409, body: typed });
	expect(busy.words).toContain('still busy with the same purchase (HTTP 409: busy)');
	const silent = await failedWith(status(409, '', 'being processed'));
	expect(silent.words).toContain('knows the Idempotency Key already');
	for (const { words } of [busy, silent]) expect(words).not.toContain('was not started');
});

test('a task that was accepted is never lost, whatever else the answer says', async () => {
	for (const body of [
		{ code: 500, data: [{ status: 'submitted', task_id: 'task_1' }] },
		{ success: false, message: 'queued', data: { status: 'submitted', id: 'task_1' } },
	]) {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'json', body } });
		const { items } = await bench.edit({ waitForCompletion: false });
		expect(items[0].json).toEqual({ taskId: 'task_1', status: 'submitted' });
	}
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
