import { expect, test } from '@jest/globals';

import { networkFault } from '../../../nodes/WanVideoEdit/service/networkFault';
import { orAtOldDomain } from '../../../nodes/WanVideoEdit/service/oldDomain';
import type { Answer } from '../../../nodes/WanVideoEdit/service/exchange';

const OLD = 'https://old.example';
const REQUEST = { method: 'GET' as const, url: '/tasks/', qs: { page_no: 1 } };

const status = (statusCode: number): Answer => ({ value: { statusCode, headers: {}, body: {} } });
const failed = (error: Error): Answer => ({ fault: networkFault(error) });

/** Asks so many times, at a service that answers so in turn. */
async function ask(answers: Answer[], times = 1, oldDomain: string | undefined = OLD) {
	const urls: string[] = [];
	const asking = orAtOldDomain(async (request) => {
		expect(request).toMatchObject({ method: 'GET', qs: { page_no: 1 } });
		urls.push(request.url);
		return await Promise.resolve(answers[urls.length - 1]);
	}, oldDomain);
	const got: Answer[] = [];
	for (let time = 0; time < times; time++) got.push(await asking(REQUEST));
	return { urls, got };
}

test('whatever is not 401 is the answer', async () => {
	for (const answer of [status(200), status(403), status(429), status(500), failed(new Error())]) {
		expect(await ask([answer])).toEqual({ urls: ['/tasks/'], got: [answer] });
	}
});

test('401 is asked for once more at the old domain, and all further pages only there', async () => {
	const answers = [status(401), status(200), status(202), status(401)];
	expect(await ask(answers, 3)).toEqual({
		urls: ['/tasks/', `${OLD}/tasks/`, `${OLD}/tasks/`, `${OLD}/tasks/`],
		got: answers.slice(1),
	});
});

test('401 stays where there is no old domain', async () => {
	const asking = orAtOldDomain(async () => await Promise.resolve(status(401)));
	expect(await asking(REQUEST)).toEqual(status(401));
});

test('what the old domain answers counts, also a fault that may pass', async () => {
	const refused = failed(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
	for (const second of [status(401), status(429), failed(new Error('lost')), refused]) {
		expect((await ask([status(401), second])).got).toEqual([second]);
	}
});

test('401 stays when n8n does not let the request go there', async () => {
	const message =
		'Domain not allowed: This credential is restricted from accessing old.example. Only the following domains are allowed: a.example';
	const second = failed(new Error(message));
	expect((await ask([status(401), second])).got).toEqual([status(401)]);
});
