import { expect, test } from '@jest/globals';

import { isoTime } from '../../../nodes/WanVideoEdit/service/service';

test('times are ISO 8601', () => {
	expect(isoTime(1765000891)).toBe('2025-12-06T06:01:31.000Z');
	expect(isoTime(1765000891.123)).toBe('2025-12-06T06:01:31.123Z');
	expect(isoTime(undefined)).toBeUndefined();
});
