import { describe, expect, test } from '@jest/globals';

import { readAnswer, type Fault } from '../../../nodes/WanVideoEdit/request/answer';
import { isRepeatable, mayBeBilled } from '../../../nodes/WanVideoEdit/request/submitFault';

/** An answer to a submit: its status, and the code of its error. */
function fault(statusCode: number, code: string, message = 'words'): Fault {
	const answer = readAnswer({ statusCode, headers: {}, body: { error: { code, message } } });
	if (answer.kind === 'task') throw new Error('the answer has a task');
	return answer;
}

describe('a submit', () => {
	test.each<[number, string, repeat: boolean, billed: boolean]>([
		[429, '', true, false],
		[503, 'idempotency_unavailable', true, false],
		[409, 'idempotency_in_progress', true, true],
		[409, 'idempotency_key_reused', false, false],
		[409, 'idempotency_result_indeterminate', false, true],
		[409, '', false, true],
		[302, '', false, false],
		[400, '', false, false],
		[400, 'get_channel_failed', false, false],
		[401, '', false, false],
		[402, '', false, false],
		[403, '', false, false],
		[404, '', false, false],
		[408, '', false, true],
		[500, '', false, true],
		[500, 'build_request_failed', false, false],
		[502, '', false, true],
		[503, '', false, true],
		[504, '', false, true],
		[200, '', false, true],
	])('answered with %i %s: send it again %p, may be billed %p', (status, code, repeat, billed) => {
		expect(isRepeatable(fault(status, code))).toBe(repeat);
		expect(mayBeBilled(fault(status, code))).toBe(billed);
	});

	test('answered with a web page is judged by its status', () => {
		const page = (statusCode: number) =>
			readAnswer({ statusCode, headers: {}, body: '<html>' }) as Fault;
		expect([404, 405, 502, 200].map((status) => mayBeBilled(page(status)))).toEqual([
			false,
			false,
			true,
			true,
		]);
	});
});
