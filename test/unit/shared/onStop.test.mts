import { getEventListeners } from 'node:events';

import { expect, jest, test } from '@jest/globals';

import { onStop } from '../../../nodes/WanVideoEdit/shared/onStop';

test('all that wait for Stop are told, with one listener at the signal', () => {
	const stop = new AbortController();
	const calls = Array.from({ length: 100 }, () => jest.fn());
	for (const call of calls) onStop(stop.signal, call);
	expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
	stop.abort();
	for (const call of calls) expect(call).toHaveBeenCalledTimes(1);
});

test('who takes it back is not told, and the last one leaves no listener', () => {
	const stop = new AbortController();
	const [first, second] = [jest.fn(), jest.fn()];
	const [takeFirst, takeSecond] = [onStop(stop.signal, first), onStop(stop.signal, second)];
	takeFirst();
	takeFirst();
	expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
	takeSecond();
	expect(getEventListeners(stop.signal, 'abort')).toEqual([]);

	const third = jest.fn();
	onStop(stop.signal, third);
	takeSecond();
	stop.abort();
	expect([first, second, third].map((call) => call.mock.calls.length)).toEqual([0, 0, 1]);
});
