import { describe, expect, test } from '@jest/globals';

import { linkExpiresAtS } from '../../../../nodes/WanVideoEdit/service/modelStudio/linkExpiry';
import { digitsOf, timeS } from '../../../../nodes/WanVideoEdit/service/modelStudio/times';
import { isoTime } from '../../../../nodes/WanVideoEdit/service/service';

describe('a time', () => {
	test.each<[unknown, string | undefined]>([
		['2026-04-03 00:08:03.576', '2026-04-02T16:08:03.576Z'],
		['2026-04-03 00:08:03', '2026-04-02T16:08:03.000Z'],
		['2026-04-03T00:08:03.576', '2026-04-02T16:08:03.576Z'],
		[' 2026/04/03 00:08:03 ', '2026-04-02T16:08:03.000Z'],
		['2026-04-03T00:08:03.576Z', '2026-04-03T00:08:03.576Z'],
		['2026-04-03 00:08:03 +0000', '2026-04-03T00:08:03.000Z'],
		['2026-04-03T00:08:03-05:00', '2026-04-03T05:08:03.000Z'],
		['2026-12-31 23:59:59.999', '2026-12-31T15:59:59.999Z'],
		[1775146083576, '2026-04-02T16:08:03.576Z'],
		['1775146083576', '2026-04-02T16:08:03.576Z'],
		[1775146083, '2026-04-02T16:08:03.000Z'],
		['2026-13-45 00:00:00', undefined],
		['2026-04-03', undefined],
		['April 3', undefined],
		['', undefined],
		[0, undefined],
		[null, undefined],
		[undefined, undefined],
		[{}, undefined],
	])('%p is %p', (value, iso) => {
		expect(isoTime(timeS(value))).toBe(iso);
	});

	test('in a list is in digits', () => {
		const ms = Date.parse('2026-04-02T16:08:03.576Z');
		expect(digitsOf(ms, 'utc')).toBe('20260402160803');
		expect(digitsOf(ms, 'service')).toBe('20260403000803');
	});
});

describe('the end of a link', () => {
	const LINK = 'https://dashscope-a717.oss-accelerate.aliyuncs.com/1d/20260403/v.mp4';

	test.each<[string, string, string | undefined]>([
		[
			'Expires',
			'?Expires=1775232717&OSSAccessKeyId=LTAI5t&Signature=a%2Bb%3D',
			'2026-04-03T16:11:57.000Z',
		],
		[
			'the newer signature',
			'?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-date=20260402T161157Z&x-oss-expires=86400',
			'2026-04-03T16:11:57.000Z',
		],
		['none', '', undefined],
		['no number', '?Expires=soon', undefined],
		['nothing', '?Expires=', undefined],
		['zero', '?Expires=0', undefined],
		['less than zero', '?Expires=-1', undefined],
		['no time that there can be', '?Expires=99999999999999999999', undefined],
		['a length without a beginning', '?x-oss-expires=86400', undefined],
		['a beginning without a length', '?x-oss-date=20260402T161157Z', undefined],
		['an endless length', '?x-oss-date=20260402T161157Z&x-oss-expires=1e300', undefined],
	])('is in its query: %s', (_what, query, iso) => {
		expect(isoTime(linkExpiresAtS(`${LINK}${query}`))).toBe(iso);
	});

	test('is in nothing that is no address', () => {
		expect(linkExpiresAtS('?Expires=1775232717')).toBeUndefined();
	});
});
