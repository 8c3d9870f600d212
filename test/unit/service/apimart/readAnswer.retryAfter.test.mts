import { describe, expect, test } from '@jest/globals';

import { faultOf } from '../../../../nodes/WanVideoEdit/service/apimart/faultOf';
import { fakeClock } from '../../../support/fakeClock.mts';

fakeClock();

/** What the service asks for in `Retry-After`, in ms, as the pauses get it. */
function asked(retryAfter: unknown, statusCode = 429): number | undefined {
	const headers = { 'retry-after': retryAfter as string };
	const fault = faultOf({ statusCode, headers, body: '' });
	expect(fault?.isTransient).toBe(true);
	return fault?.retryAfterMs;
}

describe('Retry-After', () => {
	test.each<[unknown, number]>([
		['7', 7_000],
		[30, 30_000],
		['120', 120_000],
		['1.5', 1_500],
	])('%p seconds', (value, ms) => {
		expect(asked(value)).toBe(ms);
	});

	test('a date', () => {
		const ms = asked(new Date(Date.now() + 60_000).toUTCString());
		// The date has whole seconds.
		expect(ms).toBeGreaterThan(59_000);
		expect(ms).toBeLessThanOrEqual(60_000);
	});

	test.each<[string, unknown]>([
		['a date that is over', new Date(Date.now() - 60_000).toUTCString()],
		['zero', '0'],
		['less than zero', '-5'],
		['a word', 'soon'],
		['nothing', ''],
		['no header', undefined],
		['several', ['1', '2']],
	])('%s asks for nothing', (_what, value) => {
		expect(asked(value)).toBeUndefined();
	});

	test.each([408, 429, 500, 503])('counts with status %i', (status) => {
		expect(asked('9', status)).toBe(9_000);
	});
});
