import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import type { Policy } from '../../../nodes/WanVideoEdit/shared/policies';
import { retry, type Repeatable } from '../../../nodes/WanVideoEdit/shared/retry';
import { Deadline } from '../../../nodes/WanVideoEdit/shared/timeLimit';

beforeEach(() => {
	jest.useFakeTimers();
	// The shortest pauses.
	jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

const POLICY: Policy = { tries: 4, longestPauseMs: 30_000, onLongerPause: 'giveUp' };
const BUSY: Repeatable = { isRepeatable: true };
const REFUSED: Repeatable = { isRepeatable: false };

/**
 * Sends a request that fails this often, and lets all pauses pass.
 *
 * @returns the result, and when each try was sent, in ms
 */
async function send(
	faults: Repeatable[],
	policy: Partial<Policy> = {},
	ends: Parameters<typeof retry>[2] = {},
) {
	const startMs = performance.now();
	const sentAtMs: number[] = [];
	const sending = retry(
		{ ...POLICY, ...policy },
		async (tries) => {
			await Promise.resolve();
			sentAtMs.push(performance.now() - startMs);
			const fault = faults[tries - 1];
			return fault ? { fault } : { value: 'done' };
		},
		ends,
	);
	await jest.runAllTimersAsync();
	return { result: await sending, sentAtMs };
}
const always = (fault: Repeatable) => Array.from({ length: 20 }, () => fault);

describe('a request', () => {
	test('that succeeds is sent once', async () => {
		const { result, sentAtMs } = await send([]);
		expect(result).toEqual({ value: 'done', tries: 1 });
		expect(sentAtMs).toEqual([0]);
	});

	test('is sent again after a repeatable fault, until it succeeds', async () => {
		expect((await send([BUSY, BUSY])).result).toEqual({ value: 'done', tries: 3 });
	});

	test('is not sent again after another fault', async () => {
		expect((await send([REFUSED])).result).toEqual({ fault: REFUSED, tries: 1 });
		expect((await send([BUSY, REFUSED])).result).toEqual({ fault: REFUSED, tries: 2 });
	});

	test.each([1, 2, 4])('is sent %i times at most, if that is the policy', async (tries) => {
		const { result, sentAtMs } = await send(always(BUSY), { tries });
		expect(result).toEqual({ fault: BUSY, tries });
		expect(sentAtMs).toHaveLength(tries);
	});

	test('is sent at growing intervals', async () => {
		const { sentAtMs } = await send(always(BUSY));
		expect(sentAtMs).toEqual([0, 1_000, 3_000, 7_000]);
	});

	test('that throws is not sent again', async () => {
		const broken = async () => await Promise.reject<never>(new Error('a mistake'));
		await expect(retry(POLICY, broken, {})).rejects.toThrow('a mistake');
	});
});

describe('a pause that the service asks for', () => {
	const wants = (retryAfterMs: number) => [{ ...BUSY, retryAfterMs }];

	test.each(['giveUp', 'shorten'] as const)(
		'is kept when it is as long as allowed: %s',
		async (onLongerPause) => {
			const { result, sentAtMs } = await send(wants(30_000), { onLongerPause });
			expect(result).toEqual({ value: 'done', tries: 2 });
			expect(sentAtMs).toEqual([0, 30_000]);
		},
	);

	test('gives the request up at once when it is longer, if that is the policy', async () => {
		const [fault] = wants(30_001);
		const startMs = performance.now();
		const { result } = await send([fault], { onLongerPause: 'giveUp' });
		expect(result).toEqual({ fault, tries: 1 });
		expect(performance.now()).toBe(startMs);
	});

	test('is shortened when it is longer, if that is the policy', async () => {
		const { result, sentAtMs } = await send(wants(3_600_000), { onLongerPause: 'shorten' });
		expect(result).toEqual({ value: 'done', tries: 2 });
		expect(sentAtMs).toEqual([0, 30_000]);
	});
});

describe('the deadline', () => {
	test('lets no try come after it', async () => {
		const startMs = performance.now();
		const deadline = new Deadline(4_000);
		const { result, sentAtMs } = await send(always(BUSY), {}, { deadline });
		expect(result).toEqual({ fault: BUSY, tries: 3 });
		expect(sentAtMs).toEqual([0, 1_000, 3_000]);
		expect(performance.now() - startMs).toBe(3_000);
	});

	test('does not keep the first try from being sent', async () => {
		const { result } = await send([BUSY], {}, { deadline: new Deadline(-1) });
		expect(result).toEqual({ fault: BUSY, tries: 1 });
		const other = await send([], {}, { deadline: new Deadline(-1) });
		expect(other.result).toEqual({ value: 'done', tries: 1 });
	});

	test('ends no pause that it allows', async () => {
		const { result } = await send([BUSY], {}, { deadline: new Deadline(1_000) });
		expect(result).toEqual({ value: 'done', tries: 2 });
	});
});

describe('Stop', () => {
	test('pressed in a pause ends it, without another try', async () => {
		const stop = new AbortController();
		setTimeout(() => stop.abort(), 1_900);
		const { result, sentAtMs } = await send(always(BUSY), {}, { stop: stop.signal });
		expect(result).toEqual({ fault: BUSY, tries: 2 });
		expect(sentAtMs).toEqual([0, 1_000]);
	});

	test('pressed before leaves one try, which the caller may forbid', async () => {
		const { result } = await send(always(BUSY), {}, { stop: AbortSignal.abort() });
		expect(result).toEqual({ fault: BUSY, tries: 1 });
	});

	test('does not hide what the last try brought', async () => {
		const { result } = await send([], {}, { stop: AbortSignal.abort() });
		expect(result).toEqual({ value: 'done', tries: 1 });
	});
});
