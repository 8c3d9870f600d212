import { describe, expect, jest, test } from '@jest/globals';

import { after, atLimit } from '../../../nodes/WanVideoEdit/shared/alarms';
import { fakeClock, pass } from '../../support/fakeClock.mts';

fakeClock();

describe.each([
	['a wait', after],
	['a limit', atLimit],
])('%s', (_, set) => {
	test('each rings once, in the order of their times', async () => {
		const rung: string[] = [];
		set(1_300, () => rung.push('late'));
		set(40, () => rung.push('early'));
		set(300, () => rung.push('between'));
		set(60_000, () => rung.push('never'))();
		expect(rung).toEqual([]);
		await pass(3_000);
		expect(rung).toEqual(['early', 'between', 'late']);
	});

	test('one that is set later and is due earlier does not wait for the other', async () => {
		const rung: string[] = [];
		set(2_000, () => rung.push('late'));
		set(50, () => rung.push('early'));
		await pass(700);
		expect(rung).toEqual(['early']);
	});

	test('one that is taken back does not ring, and the others do', async () => {
		const [taken, other] = [jest.fn(), jest.fn()];
		const takeBack = set(50, taken);
		set(60, other);
		takeBack();
		await pass(1_500);
		expect(taken).not.toHaveBeenCalled();
		expect(other).toHaveBeenCalledTimes(1);
	});
});

test('a timer that never comes takes nothing with it that is set later', async () => {
	// Nothing else may be waiting for one.
	await pass(1_100);
	jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(new AbortController().signal);
	const [before, later] = [jest.fn(), jest.fn()];
	atLimit(50, before);
	await pass(100);
	atLimit(50, later);
	await pass(1_500);
	expect(later).toHaveBeenCalledTimes(1);
	expect(before).toHaveBeenCalledTimes(1);
});

test('a thousand that wait share one timer', () => {
	const setTimer = jest.spyOn(globalThis, 'setTimeout');
	const takeBack = Array.from({ length: 1_000 }, (_, at) => after(30_000 + at, () => {}));
	expect(setTimer.mock.calls.length).toBeLessThanOrEqual(1);
	for (const one of takeBack) one();
	setTimer.mockRestore();
});
