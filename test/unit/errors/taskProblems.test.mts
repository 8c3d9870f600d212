import { describe, expect, test } from '@jest/globals';

import { withBilling } from '../../../nodes/WanVideoEdit/errors/billing';
import type { Problem } from '../../../nodes/WanVideoEdit/errors/problem';
import {
	completedWithoutVideo,
	downloadFailed,
} from '../../../nodes/WanVideoEdit/errors/downloadProblems';
import {
	stillAtWork,
	stopped,
	stoppedInCheck,
	taskFailed,
	taskRefused,
	taskUnreachable,
	timeIsUp,
	unexpected,
} from '../../../nodes/WanVideoEdit/errors/taskProblems';
import { readTaskAnswer } from '../../../nodes/WanVideoEdit/service/apimart/readAnswer';
import { readTask } from '../../../nodes/WanVideoEdit/service/apimart/readTask';
import type { Fault } from '../../../nodes/WanVideoEdit/service/fault';
import { networkFault } from '../../../nodes/WanVideoEdit/service/networkFault';

const ID = 'task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ';
/** Before and after the link of `completed` expires. */
const [EARLY_MS, LATE_MS] = [1765000000000, 1765087447000];
const running = readTask(ID, { status: 'in_progress', progress: 40 });
const failed = readTask(ID, { status: 'failed', error: { code: 'task_failed', message: 'why' } });
const completed = readTask(ID, {
	status: 'completed',
	result: { videos: [{ url: ['https://host.example/a.mp4'], expires_at: 1765087446 }] },
});

const withoutExpiry = { ...completed, videoUrlExpiresAtS: undefined };

function fault(statusCode: number, message: string): Fault {
	const body = { error: { message } };
	const { fault: found } = readTaskAnswer(ID, { value: { statusCode, headers: {}, body } });
	if (found === undefined) throw new Error('the answer has a task');
	return found;
}
const noAnswer = (code: string) => networkFault(Object.assign(new Error(code), { code }));

const EVERY_PROBLEM: Array<[string, Problem]> = [
	['stopped while running', stopped(running)],
	['stopped when completed', stopped(completed)],
	['stopped in the first check', stoppedInCheck(ID)],
	['failed', taskFailed(failed, { hasOwnKey: false })],
	['failed, own key', taskFailed(failed, { hasOwnKey: true })],
	[
		'failed without a reason',
		taskFailed(readTask(ID, { status: 'expired' }), { hasOwnKey: false }),
	],
	['completed without a video', completedWithoutVideo(completed)],
	['time is up', timeIsUp(running, 1_800_000)],
	['time is up with a fault', timeIsUp(running, 60_000, noAnswer('ETIMEDOUT'))],
	['unreachable', taskUnreachable(ID, 20, noAnswer('ETIMEDOUT'))],
	['not downloaded', downloadFailed(completed, 3, 'HTTP 404', EARLY_MS)],
	['not downloaded in time', downloadFailed(completed, 3, 'HTTP 404', LATE_MS)],
	['not downloaded, no expiry', downloadFailed(withoutExpiry, 3, 'HTTP 404', EARLY_MS)],
	['a mistake in the node', unexpected('x is not a function', { taskId: ID })],
	...[302, 400, 401, 402, 403, 404, 409, 500].map((status): [string, Problem] => [
		`refused with ${status}`,
		taskRefused(ID, fault(status, 'no')),
	]),
];

describe('every problem after the submit', () => {
	test.each(EVERY_PROBLEM)('names the task: %s', (_what, { message }) => {
		expect(message).toContain(ID);
	});

	test.each(EVERY_PROBLEM)('says what to do, in whole sentences: %s', (_what, words) => {
		expect(words.description).toMatch(/^[A-Z].{30,}\.$/);
		expect(`${words.message} ${words.description}`).not.toMatch(/undefined|null|NaN|\[object/);
	});

	test.each(EVERY_PROBLEM)('never says that nothing was started: %s', (_what, problem) => {
		expect(problem.billing).toBe('yes');
		const { message, description } = withBilling(problem, { taskId: ID });
		expect({ message, description }).toEqual({
			message: problem.message,
			description: problem.description,
		});
		expect(description).not.toContain('was not started');
	});
});

describe('a task that goes on without the node can be fetched with Get Task', () => {
	test.each<[string, Problem]>([
		['stopped', stopped(running)],
		['stopped in the download', stopped(completed)],
		['time is up', timeIsUp(running, 1_800_000)],
		['unreachable', taskUnreachable(ID, 20, noAnswer('ETIMEDOUT'))],
		['not downloaded', downloadFailed(completed, 3, 'HTTP 404', EARLY_MS)],
		['refused', taskRefused(ID, fault(401, 'Bad key'))],
	])('%s', (_what, { description }) => {
		expect(description).toContain('"Get Task"');
		expect(description).toContain(ID);
		expect(description).toMatch(/costs (nothing|anything)/);
	});
});

describe('stopped', () => {
	test('while running: the edit is billed', () => {
		const { message, description } = stopped(running);
		expect(message).toBe(`Stopped at task ${ID}, which was "in_progress"`);
		expect(description).toContain('continues at the service and is billed');
	});

	test('while downloading: the video is ready', () => {
		expect(stopped(completed).description).toContain('The video is ready and paid.');
	});
});

describe('the task failed', () => {
	test.each<[unknown, string]>([
		[{ code: 'task_failed', message: 'The video is too dark' }, 'The video is too dark'],
		[{ code: 'task_error', message: '' }, 'task_error'],
		[{ code: '', message: '' }, 'the service gave no reason'],
		['The video is too dark', 'The video is too dark'],
		[undefined, 'the service gave no reason'],
	])('%j', (error, reason) => {
		const task = readTask(ID, { status: 'failure', error } as Parameters<typeof readTask>[1]);
		expect(taskFailed(task, { hasOwnKey: false }).message).toBe(
			`The edit failed: ${reason} (task ${ID}, "failure")`,
		);
	});
});

describe('what kind of failure it was, and what helps', () => {
	test.each<[string, string, happened: RegExp, next: RegExp]>([
		[
			'InvalidParameter.DataInspection',
			'Unable to download the media resource during the data inspection process.',
			/could not fetch the video or an image/,
			/^Put the file where anybody can fetch it/,
		],
		['InternalError', 'download file timed out', /could not fetch/, /without a login, a tunnel/],
		['InvalidURL', 'The url is invalid', /could not fetch/, /^Put the file/],
		['DataInspectionFailed', 'Failed to download', /could not fetch/, /^Put the file/],
		['', 'url error, please check url', /could not fetch/, /^Put the file/],
		['DataInspectionFailed', 'Input data may be unsafe', /moderation/, /^Change the prompt/],
		['task_failed', 'Green net check failed for image', /moderation/, /^Change the prompt/],
		['IPInfringementSuspect', 'suspected', /moderation/, /^Change the prompt/],
		[
			'InvalidFile.Resolution',
			'blocked size',
			/not what the model takes/,
			/^Change what the reason/,
		],
		['', 'The source must last 2–10 s, but lasts 1 s', /not what the model takes/, /cut, convert/],
		['Throttling.RateQuota', 'Requests rate limit exceeded', /problem of its own/, /as it is/],
		['InternalError', 'An internal error has occured', /problem of its own/, /as it is/],
		['', 'Task execution timed out', /problem of its own/, /as it is/],
	])('%s: %s', (code, message, happened, next) => {
		const task = readTask(ID, { status: 'failed', error: { code, message } });
		const problem = taskFailed(task, { hasOwnKey: false });
		expect(problem.message).toMatch(happened);
		expect(problem.message).toContain('The edit failed, because ');
		expect(problem.message.endsWith(`: ${message} (task ${ID}, "failed")`)).toBe(true);
		expect(problem.description).toMatch(next);
		expect(problem.description).toMatch(/buy the edit again.*refund/);
	});
});

test('a failed piece is bought again by a retry, also with a key of one’s own: a new run would buy all pieces', () => {
	for (const hasOwnKey of [true, false]) {
		const { description } = taskFailed(failed, { hasOwnKey, isPiece: true });
		expect(description).toContain('retry the execution');
		expect(description).not.toMatch(/run the node again/i);
		expect(description?.includes('with another Idempotency Key')).toBe(hasOwnKey);
	}
});

describe('an ID that would fill the message', () => {
	const id = `task_${'x'.repeat(995)}`;
	const all = [stoppedInCheck(id), taskUnreachable(id, 3, noAnswer('ETIMEDOUT'))];

	test.each(all)('is shortened there, and whole in what to do next', ({ message, description }) => {
		expect(message).toContain(`${id.slice(0, 100)}…${id.slice(-20)}`);
		expect(message.length).toBeLessThan(400);
		expect(description).toContain(id);
		expect(withBilling(all[0], { taskId: id }).message).toBe(all[0].message);
	});
});

describe('the time is up', () => {
	test.each<[number, string]>([
		[1_800_000, '30 minutes'],
		[60_000, '1 minute'],
		[90_000, '1.5 minutes'],
		[30_000, '0.5 minutes'],
		[6_000, '0.1 minutes'],
	])('after %i ms', (timeoutMs, time) => {
		expect(timeIsUp(running, timeoutMs).message).toBe(
			`Task ${ID} was still "in_progress" after ${time}`,
		);
	});

	test('and the last status check failed', () => {
		expect(timeIsUp(running, 60_000, fault(503, 'Busy')).message).toContain('(HTTP 503: Busy)');
	});
});

describe('the service does not tell', () => {
	test.each<[number, RegExp]>([
		[400, /has named this task before, and it is paid\. Look it up later, or ask/],
		[404, /^The service has named this task before/],
		[401, /^Check the API key/],
		[402, /^Top up at the service; the API key is fine/],
		[403, /^Check the models, IP addresses and quota/],
	])('%i', (status, next) => {
		const { message, description } = taskRefused(ID, fault(status, 'no'));
		expect(message).toBe(`The service gave no information about task ${ID} (HTTP ${status}: no)`);
		expect(description).toMatch(next);
	});

	test.each([400, 404])('%i, about an ID that a person has entered', (status) => {
		const { description } = taskRefused(ID, fault(status, 'no'), { isTyped: true });
		expect(description).toMatch(
			/^Check the task ID, and that the credential belongs to the service and account/,
		);
	});

	test('and n8n shows the status of its answer', () => {
		expect(taskRefused(ID, fault(402, 'no')).httpStatus).toBe(402);
	});

	test('after many status checks: how many, and the last reason', () => {
		expect(taskUnreachable(ID, 20, noAnswer('ECONNREFUSED')).message).toBe(
			`No answer from the service about task ${ID} after 20 attempts (the connection was refused)`,
		);
	});
});

describe('the video cannot be fetched', () => {
	test('but it is ready and paid', () => {
		const { message, description } = downloadFailed(completed, 3, 'HTTP 404', EARLY_MS);
		expect(message).toContain('ready and paid');
		expect(message).toContain('in 3 attempts (HTTP 404)');
		expect(message).toContain('its link works until 2025-12-07T06:04:06.000Z');
		expect(description).toMatch(/^Retry the execution/);
	});

	test('and when its link has expired, only a new execution buys it anew', () => {
		const { message, description } = downloadFailed(completed, 3, 'HTTP 403', LATE_MS);
		expect(message).toContain('its link expired at 2025-12-07T06:04:06.000Z');
		expect(description).toContain('Only a new execution of Submit Edit buys');
	});

	test('completed without a link is a fault of the service', () => {
		const { message } = completedWithoutVideo(completed);
		expect(message).toBe(`Task ${ID} is "completed", but the service gave no video`);
	});
});

describe('a mistake in the node', () => {
	test('before there is a task asks for a report', () => {
		const { message, description, billing } = unexpected('x is not a function', {});
		expect([message, billing]).toEqual(['Something went wrong: x is not a function', 'no']);
		expect(description).toContain('report it with this message');
	});

	test('in a submit that may have been accepted leaves what to do to what is said about the money', () => {
		const uncertain = { key: 'n8n-1', hasFiles: false };
		const { description, billing } = unexpected('x is not a function', { uncertain });
		expect([description, billing]).toEqual([undefined, 'maybe']);
	});

	test('after that names the task, which goes on', () => {
		const { message, description } = unexpected('x is not a function', { taskId: ID });
		expect(message).toBe(`Something went wrong with task ${ID}: x is not a function`);
		expect(description).toContain('continues at the service and is billed');
	});
});

test('an agent that cannot wait any longer is told not to buy the edit again', () => {
	expect(stillAtWork([running])).toContain(`Do not submit it again: check task ${ID}`);
});
