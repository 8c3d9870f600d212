import { expect, test } from '@jest/globals';

import { backoffMs } from '../../../nodes/WanVideoEdit/shared/retry';

test('each pause is twice as long, up to 20 s', () => {
	const pauses = [1, 2, 3, 4, 5, 6, 7, 20].map((tries) => backoffMs(tries, 0, 0));
	expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000]);
});

test('never shorter than the service asks for', () => {
	expect(backoffMs(1, 30_000, 0)).toBe(30_000);
	expect(backoffMs(5, 3_000, 0)).toBe(16_000);
});

test('up to a quarter longer, so that items do not come back in step', () => {
	expect(backoffMs(3, 0, 1)).toBe(5_000);
	const pauses = Array.from({ length: 100 }, () => backoffMs(1));
	expect(new Set(pauses).size).toBeGreaterThan(90);
	expect(Math.max(...pauses)).toBeLessThanOrEqual(1_250);
});
