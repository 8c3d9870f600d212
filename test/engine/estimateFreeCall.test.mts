import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { ERROR_ROWS } from '../../simulator/modelStudio/errorRows.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { API_STYLES, EstimateBench, FREE_CALLS, type ApiStyle } from '../support/estimateBench.mts';

let estimates: EstimateBench;
beforeAll(async () => {
	estimates = await EstimateBench.start();
});
beforeEach(() => estimates.reset());
afterAll(async () => await estimates.close());

const status = (code: number, body?: unknown): FaultAction => ({
	kind: 'status',
	status: code,
	body,
});

/** Lets every free call go wrong. */
const spoil = (apiStyle: ApiStyle, action: FaultAction) => {
	const { on } = FREE_CALLS[apiStyle];
	estimates.bench.simulator.addFault({ on, times: Infinity, action });
};

describe.each(API_STYLES)('at %s, an estimate goes without the balance', (apiStyle) => {
	test.each<[string, FaultAction]>([
		['429', status(429)],
		['500', status(500)],
		['503', status(503)],
		['404: no such path', status(404, { message: 'Not Found' })],
		['a page of a gateway', { kind: 'html' }],
		['a page with 200', { kind: 'html', status: 200 }],
		['a firewall that refuses with a page: 401', { kind: 'html', status: 401 }],
		['a firewall that refuses with a page: 402', { kind: 'html', status: 402 }],
		['a firewall that refuses with a page: 403', { kind: 'html', status: 403 }],
		['an empty answer', { kind: 'empty' }],
		['an empty answer with 403', { kind: 'empty', status: 403 }],
		['JSON that stops in the middle', { kind: 'truncatedJson' }],
		['other JSON', { kind: 'json', body: { hello: 'world' } }],
		['a connection that breaks', { kind: 'reset' }],
		['an answer that is lost', { kind: 'loseAnswer' }],
	])('%s', async (_what, action) => {
		spoil(apiStyle, action);
		const outcome = await estimates.estimate(apiStyle, {}, { items: [{}, {}] });
		expect(outcome.error).toBeUndefined();
		expect(outcome.items).toHaveLength(2);
		for (const { json } of outcome.items) {
			expect(json).toMatchObject({ videoSeconds: 6, edits: 1, estimatedCostAtMost: 1.8 });
			expect(json).not.toHaveProperty('balance');
		}
		estimates.assertBoughtNothing(apiStyle);
		estimates.assertHoldsNoKey(outcome);
	});

	test('a redirect, which does not carry the key away', async () => {
		spoil(apiStyle, { kind: 'redirect', to: `${estimates.bench.simulator.filesUrl}/v1/balance` });
		const outcome = await estimates.estimate(apiStyle);
		expect(outcome.error).toBeUndefined();
		expect(outcome.items[0].json).not.toHaveProperty('balance');
		estimates.assertBoughtNothing(apiStyle);
	});
});

test('a service that does not answer does not hold an estimate up for long', async () => {
	const limits = timeLimitsOfBuiltNode();
	const { credentialCheck } = limits;
	limits.credentialCheck = 1_000;
	const stalled = async (apiStyle: ApiStyle) => {
		spoil(apiStyle, { kind: 'stall' });
		return await estimates.estimate(apiStyle);
	};
	const outcomes = await Promise.all(API_STYLES.map(stalled));
	limits.credentialCheck = credentialCheck;
	for (const { error, items, ms } of outcomes) {
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ videoSeconds: 6, estimatedCostAtMost: 1.8 });
		expect(items[0].json).not.toHaveProperty('balance');
		// Much room for a slow machine.
		expect(ms).toBeLessThan(120_000);
	}
	expect(estimates.bench.simulator.ledger.submits).toBe(0);
	expect(estimates.bench.apiRequests).toHaveLength(2);
});

test.each(API_STYLES)('at %s, a balance that is used up is told as 0', async (apiStyle) => {
	spoil(apiStyle, status(402));
	const { error, items } = await estimates.estimate(apiStyle);
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ estimatedCostAtMost: 1.8, balance: 0 });
});

test('an account at Model Studio in arrears has a balance of 0', async () => {
	spoil('modelStudio', status(400, rowOf('Arrearage')));
	const { items } = await estimates.estimate('modelStudio');
	expect(items[0].json).toMatchObject({ estimatedCost: 1.8, balance: 0 });
});

function rowOf(code: string) {
	const row = ERROR_ROWS.find((known) => known.code === code)!;
	return { code, message: row.message, request_id: 'one' };
}

const modelStudioRow = (code: string): [ApiStyle, string, FaultAction] => [
	'modelStudio',
	code,
	status(ERROR_ROWS.find((known) => known.code === code)!.status, rowOf(code)),
];

describe('what would refuse the edit refuses the estimate, in the same words', () => {
	test.each<[ApiStyle, string, FaultAction]>([
		['apimart', 'a bad key', status(401)],
		['apimart', 'a key that may not do this', status(403)],
		modelStudioRow('InvalidApiKey'),
		modelStudioRow('AccessDenied.Unpurchased'),
		modelStudioRow('Model.AccessDenied'),
		modelStudioRow('Workspace.AccessDenied'),
		modelStudioRow('AllocationQuota.FreeTierOnly'),
		modelStudioRow('Throttling.AllocationQuota'),
		modelStudioRow('ModelNotFound'),
		modelStudioRow('WorkSpaceNotFound'),
		modelStudioRow('CommodityNotPurchased'),
		modelStudioRow('PrepaidBillOverdue'),
		modelStudioRow('PostpaidBillOverdue'),
	])('%s: %s', async (apiStyle, _what, action) => {
		spoil(apiStyle, action);
		estimates.bench.simulator.addFault({ on: 'submit', times: Infinity, action });
		const estimated = await estimates.estimate(apiStyle);
		expect(estimated.items).toEqual([]);
		estimates.assertBoughtNothing(apiStyle);
		estimates.assertHoldsNoKey(estimated);

		const submitted = await estimates.edit(apiStyle);
		expect(submitted.error).toBeDefined();
		expect(estimated.error?.message).toBe(submitted.error?.message);
		expect(estimated.error?.description).toBe(submitted.error?.description);
	});

	test.each(API_STYLES)('a key that the service shows is in no message: %s', async (apiStyle) => {
		const { apiKey } = estimates.bench.simulator;
		const message = `Wrong key: Bearer ${apiKey}`;
		spoil(apiStyle, status(401, { code: 'InvalidApiKey', message, error: { message } }));
		const outcome = await estimates.estimate(apiStyle);
		expect(outcome.error?.message).toContain('Wrong key: Bearer ***');
		estimates.assertHoldsNoKey(outcome);
	});

	test.each<[ApiStyle, 200 | 401]>([
		['apimart', 200],
		['apimart', 401],
		['modelStudio', 401],
	])('a wrong key: %s, answered with %s', async (apiStyle, balanceBadKeyStatus) => {
		estimates.reset({ balanceBadKeyStatus });
		const credential = estimates.credential(apiStyle, { apiKey: 'sk-wrong-0123456789' });
		const estimated = await estimates.estimate(apiStyle, {}, { credential });
		const submitted = await estimates.edit(apiStyle, {}, { credential });
		for (const { error } of [estimated, submitted]) {
			expect(error?.message).toContain('The service does not accept the API key (');
			expect(error?.description).toContain('Check the key in the credential');
		}
		expect(JSON.stringify(estimated.run.data)).not.toContain('sk-wrong-0123456789');
	});
});
