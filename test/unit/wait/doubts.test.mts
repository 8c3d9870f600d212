import { expect, test } from '@jest/globals';

import { readTaskAnswer } from '../../../nodes/WanVideoEdit/service/apimart/readAnswer';
import { Doubts } from '../../../nodes/WanVideoEdit/wait/doubts';

const fault = (statusCode: number, body: unknown) =>
	readTaskAnswer('task_1', { value: { statusCode, headers: {}, body } }).fault;
const NOT_FOUND = fault(404, { message: 'no' });
const PAGE = fault(403, '<html>');
const BUSY = fault(503, '');
const BAD_KEY = fault(401, { message: 'no' });

/** After which of these status checks the wait ends. */
const endOf = (faults: Array<ReturnType<typeof fault>>, isTyped?: boolean) => {
	const doubts = new Doubts(isTyped);
	return faults.findIndex((one) => doubts.endWith(one));
};

test.each([
	['no such task', [NOT_FOUND, NOT_FOUND, NOT_FOUND], 2],
	['a page', [PAGE, PAGE, PAGE], 2],
	['either', [PAGE, NOT_FOUND, PAGE], 2],
	['with an answer in between', [NOT_FOUND, NOT_FOUND, undefined, NOT_FOUND, NOT_FOUND], -1],
	['with another fault in between', [NOT_FOUND, NOT_FOUND, BUSY, NOT_FOUND, NOT_FOUND], -1],
	['a passing fault', [BUSY, BUSY, BUSY, BUSY], -1],
	['a wrong key', [BAD_KEY], 0],
])('%s is believed at the third in a row', (_what, faults, end) => {
	expect(endOf(faults)).toBe(end);
});

test('about an ID that a person has entered, the service is believed at once, a page is not', () => {
	expect(endOf([NOT_FOUND], true)).toBe(0);
	expect(endOf([PAGE, PAGE, PAGE], true)).toBe(2);
	expect(endOf([fault(400, { error: { message: 'invalid task id' } })], true)).toBe(0);
});
