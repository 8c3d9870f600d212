import { describe, expect, test } from '@jest/globals';

import { serviceAddress } from '../../../credentials/serviceAddress';
import { BrokenRule } from '../../../nodes/WanVideoEdit/checks/rules';
import { withBilling } from '../../../nodes/WanVideoEdit/errors/billing';
import type { Problem } from '../../../nodes/WanVideoEdit/errors/problem';
import {
	brokenRule,
	keyForgotten,
	notSubmitted,
	stoppedBeforeSubmit,
	stoppedInSubmit,
	submitFailed,
} from '../../../nodes/WanVideoEdit/errors/submitProblems';
import { readSubmit } from '../../../nodes/WanVideoEdit/service/apimart/readSubmit';
import type { SubmitFault } from '../../../nodes/WanVideoEdit/service/fault';
import { networkFault } from '../../../nodes/WanVideoEdit/service/networkFault';
import type { Answer } from '../../../nodes/WanVideoEdit/service/exchange';

const NOT_BILLED = 'This edit was not started and is not billed.';

/** What came of a submit that brought no task. */
function problem(answer: Answer, isRepetition?: boolean): Problem {
	const { fault } = readSubmit(answer, 'https://api.example');
	if (fault === undefined) throw new Error('the answer has a task');
	return submitFailed(fault, isRepetition);
}
const answered = (statusCode: number, body: unknown, headers = {}): Answer => ({
	value: { statusCode, headers, body },
});
const lost = (code: string): Answer => ({
	fault: networkFault(Object.assign(new Error('no answer'), { code })),
});

/** What a person reads when nothing was bought before. */
const alone = (about: Problem) => withBilling(about, {});
/** The same after the service answered a submit so. */
const refused = (statusCode: number, body: unknown, headers = {}) =>
	alone(problem(answered(statusCode, body, headers)));
const error = (code: string | number, message: string) => ({ error: { code, message } });

describe('a refused submit says what happened, in the words of the service, too', () => {
	test.each<[number, unknown, string]>([
		[400, error('', 'seed: bad'), 'The service refused the edit (HTTP 400: seed: bad)'],
		[401, error('', 'Bad key'), 'The service does not accept the API key (HTTP 401: Bad key)'],
		[402, error(402, 'No money'), 'The balance is used up (HTTP 402: No money)'],
		[403, error('', 'No model'), 'The API key is not allowed to do this (HTTP 403: No model)'],
		[
			429,
			error('', 'Slow down'),
			'The service is receiving too many requests (HTTP 429: Slow down)',
		],
		[500, error(500, 'Oops'), 'The service failed while accepting the edit (HTTP 500: Oops)'],
		[200, { code: 402, message: 'No money' }, 'The balance is used up (HTTP 402: No money)'],
	])('%i %j', (status, body, message) => {
		expect(refused(status, body).message).toBe(message);
	});

	test.each([401, 404, 502])('%i with a web page', (status) => {
		expect(refused(status, '<html>…').message).toMatch(/\(HTTP \d+: a web page instead of data\)$/);
	});

	test('401, 402, 403 and 429 read differently', () => {
		const texts = [401, 402, 403, 429].map((status) => refused(status, ''));
		expect(new Set(texts.map(({ message }) => message.replace(/HTTP \d+/, ''))).size).toBe(4);
		expect(new Set(texts.map(({ description }) => description)).size).toBe(4);
	});
});

describe('and what to do', () => {
	test.each<[number, RegExp]>([
		[400, /correct what the service names/i],
		[401, /check the key.*belongs to the chosen service/i],
		[402, /top up.*the API key is fine/i],
		[403, /models, IP addresses and quota/],
		[404, /check Service and Base URL/i],
		[405, /check Service and Base URL/i],
		[429, /in a minute.*Batching/],
	])('%i: was not started', (status, next) => {
		const { description } = refused(status, '');
		expect(description).toMatch(next);
		expect(description).toContain(NOT_BILLED);
	});

	test.each([301, 302, 308])('%i: the edit may be billed, as it may lead to its task', (status) => {
		const { description } = refused(status, '');
		expect(description).toMatch(/may have been accepted.*final address as the Base URL/);
		expect(description).not.toContain(NOT_BILLED);
	});

	test.each([408, 500, 502, 503, 504, 524])('%i: the edit may be billed', (status) => {
		const { description } = refused(status, '');
		expect(description).toContain('may still have accepted the edit');
		expect(description).toContain(
			'check your balance or task list at the service before any new run',
		);
		expect(description).not.toContain(NOT_BILLED);
	});

	test.each<[string, unknown]>([
		['in the message', error('', 'build_request_failed: seed: bad')],
		['as the code', error('build_request_failed', 'seed: bad')],
	])('500 with build_request_failed %s is a bad parameter', (_where, body) => {
		const { message, description } = refused(500, body);
		expect(message).toMatch(/^The service refused the edit .*seed: bad/);
		expect(description).toContain('Correct what the service names');
		expect(description).toContain(NOT_BILLED);
	});

	test.each([400, 500])('%i with get_channel_failed is never called not billed', (status) => {
		const { message, description } = refused(status, error('get_channel_failed', 'No channel'));
		expect(message).toBe(
			`The service has no room for the edit right now (HTTP ${status}: No channel)`,
		);
		expect(description).toContain('may still have accepted the edit');
		expect(description).not.toContain('Correct');
		expect(description).not.toContain(NOT_BILLED);
	});

	test('an error beside a task ID leaves open which of them holds', () => {
		const data = [{ task_id: 'task_1', status: 'submitted' }];
		const { message, description } = refused(200, { code: 402, message: 'No money', data });
		expect(message).toBe(
			'The service answered with an error and a task at once (task ID task_1, and HTTP 402: No money)',
		);
		expect(description).toContain('may still have accepted the edit');
	});

	test.each<[number, string, RegExp]>([
		[409, 'idempotency_in_progress', /Retry this execution in a minute.*not billed twice/],
		[409, 'idempotency_key_reused', /its own key.*was not started/],
		[
			409,
			'idempotency_result_indeterminate',
			/A retry gets the same answer.*Idempotency Key a new value/,
		],
		[503, 'idempotency_unavailable', /again in a minute.*was not started/],
	])('%i %s', (status, code, next) => {
		expect(refused(status, error(code, 'Conflict')).description).toMatch(next);
	});

	test('only what was surely not executed is called not billed', () => {
		for (const code of ['idempotency_in_progress', 'idempotency_result_indeterminate']) {
			expect(refused(409, error(code, 'Conflict')).description).not.toContain(NOT_BILLED);
		}
	});
});

describe('a broken rule', () => {
	test('is told as it is', () => {
		const { message: rule } = new BrokenRule('Seed', 'must be a whole number', 1.5);
		expect(alone(brokenRule(rule))).toEqual({
			message: 'Seed must be a whole number, but it is 1.5',
			description: `Correct the field and run the node again. ${NOT_BILLED}`,
		});
	});

	test('of the credential says how to correct the credential', () => {
		try {
			serviceAddress({ service: 'custom', baseUrl: '' });
		} catch (refusal) {
			const own = refusal as Error & { description: string };
			const { message, description } = alone(brokenRule(own.message, own.description));
			expect(message).toBe('The credential has no Base URL');
			expect(description).toMatch(/^Open the Wan Video Edit API credential .* is not billed\.$/);
		}
		expect.assertions(2);
	});

	test('of one item keeps the others from being submitted', () => {
		const { message, description } = alone(notSubmitted(2, 'Seed must be a whole number'));
		expect(message).toContain('item 2');
		expect(message).toContain('Seed must be a whole number');
		expect(description).toContain('On Error to "Continue"');
		expect(description).toContain(NOT_BILLED);
	});
});

describe('a pause that the service asks for', () => {
	test('is told in whole seconds', () => {
		expect(refused(429, error('', 'Slow down'), { 'retry-after': '1.5' }).message).toBe(
			'The service is receiving too many requests (HTTP 429: Slow down; it asks to wait 2 s)',
		);
	});
});

test.each([302, 401, 500])('n8n shows the status of the answer: %i', (status) => {
	expect(problem(answered(status, '')).httpStatus).toBe(status);
});

describe('an edit with a history', () => {
	const noMoney = problem(answered(402, ''));

	test('that may have been accepted names its key, and is not called unbilled', () => {
		const uncertain = { key: 'n8n-1', hasFiles: false };
		const { message, description } = withBilling(noMoney, { uncertain });
		expect(message).toMatch(/balance is used up.*The Idempotency Key of this edit is n8n-1$/);
		expect(description).toContain('An earlier attempt got no answer, though.');
		expect(description).toContain('with this key in the option Idempotency Key');
		expect(description).not.toContain(NOT_BILLED);
	});

	test('that an earlier try bought names its task, and is not called unbilled', () => {
		const { message, description } = withBilling(noMoney, { taskId: 'task_1' });
		expect(message).toMatch(/^Task task_1 was submitted by an earlier attempt.*balance is used up/);
		expect(description).toContain('"Get Task" and the task ID task_1');
		expect(description).not.toContain(NOT_BILLED);
	});

	test('whose key the service knows with other details may be billed, and needs no other key', () => {
		const reused = answered(409, error('idempotency_key_reused', 'Conflict'));
		expect(problem(reused, false)).toMatchObject({ billing: 'no' });
		const { message, description, billing, httpStatus } = problem(reused, true);
		expect(message).toMatch(/^The service knows this edit from an earlier attempt.*Conflict\)$/);
		expect(description).toMatch(/^The earlier attempt may be billed\. Check your balance/);
		expect([billing, httpStatus]).toEqual(['maybe', 409]);
	});

	test('changes nothing about any other refusal', () => {
		for (const [status, code] of [
			[402, ''],
			[409, 'idempotency_in_progress'],
			[500, ''],
		] as const) {
			const answer = answered(status, error(code, 'no'));
			expect(alone(problem(answer, true))).toEqual(alone(problem(answer, false)));
		}
	});

	test('whose key may be forgotten is not submitted again, and may be billed', () => {
		const { message, description, billing } = keyForgotten();
		expect(message).toContain('was not submitted again');
		expect(description).toContain('Check your balance or task list at the service');
		expect(billing).toBe('maybe');
	});
});

describe('no answer', () => {
	test('to a submit that is known to have bought nothing: the connection broke, and it can be run again', () => {
		const fault = { ...lost('ECONNRESET').fault, mayBeBilled: false } as SubmitFault;
		expect(alone(submitFailed(fault))).toEqual({
			message:
				'The connection broke while the edit was being submitted (the connection was closed without an answer)',
			description: `Run the node again in a minute. ${NOT_BILLED}`,
		});
	});

	test.each([
		['ENOTFOUND', 'the host name is unknown'],
		['CERT_HAS_EXPIRED', 'the certificate of the service has expired'],
	])('because nothing was sent: was not started (%s)', (code, reason) => {
		expect(alone(problem(lost(code)))).toEqual({
			message: `The service could not be reached (${reason})`,
			description: `Check the network and the address in the credential. ${NOT_BILLED}`,
		});
	});

	test('because Stop was pressed before: was not started', () => {
		expect(alone(stoppedBeforeSubmit())).toEqual({
			message: 'Stopped before the edit was submitted',
			description: NOT_BILLED,
		});
	});

	test.each([
		['the connection broke', problem(lost('ETIMEDOUT'))],
		['the answer has no task ID', problem(answered(200, { data: [{ status: 'submitted' }] }))],
		['Stop came in between', stoppedInSubmit()],
	])('the edit may be billed: %s', (_what, about) => {
		const { description } = alone(about);
		expect(description).toMatch(/may still have accepted|may be billed/);
		expect(description).toMatch(/(balance|task list).*(at the service|there)/);
		expect(description).not.toContain(NOT_BILLED);
	});

	test('an answer without a task keeps the reason', () => {
		expect(refused(200, '').message).toContain(
			'returned no task ID: an answer without a task: an empty',
		);
		expect(problem(lost('ETIMEDOUT')).message).toContain('(no answer in time)');
	});
});

describe('whatever a service answers, a person reads what it means for the money', () => {
	const statuses = [200, 302, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503];
	const codes = ['', 'get_channel_failed', 'build_request_failed', 'constructor'].concat(
		['in_progress', 'key_reused', 'result_indeterminate', 'unavailable'].map(
			(word) => `idempotency_${word}`,
		),
	);

	test.each(statuses)('HTTP %i, with every code', (status) => {
		for (const code of codes) {
			for (const isRepetition of [false, true]) {
				const about = problem(answered(status, { code }), isRepetition);
				const uncertain = about.billing === 'maybe' ? { key: 'n8n-1', hasFiles: false } : undefined;
				const { message, description } = withBilling(about, { uncertain });
				expect(`${code}: ${description}`).toMatch(/billed|accepted|balance/);
				expect(`${message} ${description}`).not.toMatch(/undefined|null|function/);
			}
		}
	});
});
