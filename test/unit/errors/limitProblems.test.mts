import { describe, expect, test } from '@jest/globals';

import {
	balanceTooLow,
	overCostLimit,
	overEditLimit,
	priceUnknown,
} from '../../../nodes/WanVideoEdit/errors/limitProblems';

const NONE = { edits: 0, usd: 0 };
const LISTED = 'list price, October 2026';

describe('more edits than Edit Limit', () => {
	test('what would have been bought, what the limit is, and where to raise it', () => {
		const { message, description, billing } = overEditLimit(240, 0, 100);
		expect(message).toBe(
			'This run would buy 240 edits, but Edit Limit is 100. Nothing was bought.',
		);
		expect(description).toContain('raise Edit Limit in the Options of the node (0 = no limit)');
		expect(description).toContain('All passes of a loop and all attempts');
		expect(billing).toBe('no');
	});

	test.each([
		[1, 2, 2, /^After 2 edits .* would buy 1 (more edit|edit more), but Edit Limit is 2\./],
		[3, 1, 2, /^After 1 edit .* would buy 3 (more edits|edits more), but Edit Limit is 2\./],
	])('%i after %i with a limit of %i', (planned, bought, limit, expected) => {
		const { message } = overEditLimit(planned, bought, limit);
		expect(message).toMatch(expected);
		expect(message).toMatch(/ Nothing more was bought\.$/);
	});
});

describe('more than Cost Limit', () => {
	test('what it would have cost at most, what the limit is, and where to raise it', () => {
		const planned = { edits: 3, usd: 5.4, basis: 'credential' };
		const { message, description, billing } = overCostLimit(planned, NONE, 5);
		expect(message).toBe(
			'This run would buy 3 edits for up to $5.40, but Cost Limit (USD) is 5. Nothing was bought.',
		);
		expect(description).toContain(
			'raise Cost Limit (USD) in the Options of the node (0 = no limit)',
		);
		expect(description).toContain('the price in the credential');
		expect(billing).toBe('no');
	});

	test('after what was bought before', () => {
		const planned = { edits: 1, usd: 1.8, basis: 'credential' };
		const { message } = overCostLimit(planned, { edits: 2, usd: 3.6 }, 5);
		expect(message).toMatch(
			/^After 2 edits for up to \$3\.60 .* would buy 1 (more edit|edit more) for up to \$1\.80, but Cost Limit \(USD\) is 5\. Nothing more was bought\.$/,
		);
	});

	test('a list price is named, and that an account may have another', () => {
		const { description } = overCostLimit({ edits: 1, usd: 2, basis: LISTED }, NONE, 1);
		expect(description).toContain(LISTED);
		expect(description).toContain('enter');
		expect(description).toContain('in the credential');
	});

	test.each([
		[0.0664, '$0.0664'],
		[0.09, '$0.09'],
		[0.1, '$0.10'],
		[1.815, '$1.815'],
		[12, '$12.00'],
		[1234.5, '$1234.50'],
	])('%f is %s', (usd, shown) => {
		expect(overCostLimit({ edits: 1, usd }, NONE, 0.01).message).toContain(`up to ${shown},`);
	});

	test('edits of later batches, whose cost is not known yet, are not said to be in it', () => {
		const planned = { edits: 2, usd: 3.6, basis: 'credential', later: 3 };
		expect(overCostLimit(planned, NONE, 3).message).toBe(
			'This run would buy 5 edits, 2 of them for up to $3.60, but Cost Limit (USD) is 3. Nothing was bought.',
		);
	});

	test('the limit is shown as it was entered', () => {
		expect(overCostLimit({ edits: 1, usd: 1 }, NONE, 0.005).message).toContain('(USD) is 0.005.');
	});
});

describe('Cost Limit without a price', () => {
	test('says what to enter, and where', () => {
		const { message, description, billing } = priceUnknown(0);
		expect(message).toBe(
			'Cost Limit (USD) is set, but what an edit costs at this service is not known. Nothing was bought.',
		);
		expect(description).toContain('in the credential, under Price per Second');
		expect(billing).toBe('no');
	});

	test('that something was bought before is not denied', () => {
		expect(priceUnknown(1).message).toMatch(/ Nothing more was bought\.$/);
	});
});

describe('a balance that does not cover the run', () => {
	test('what the run would cost, and what there is', () => {
		const planned = { edits: 4, usd: 3.6, basis: 'credential' };
		const { message, description, billing } = balanceTooLow(planned, 2);
		expect(message).toContain(
			'This run would buy 4 edits for about $3.60, but the balance at the service is $2.00',
		);
		expect(message).toMatch(/bought\.$/);
		expect(description).toContain('Top up at the service');
		expect(description).toContain('in the credential');
		expect(billing).toBe('no');
	});

	test('a list price is named: the account may pay less', () => {
		const { description } = balanceTooLow({ edits: 2, usd: 2, basis: LISTED }, 1);
		expect(description).toContain(LISTED);
		expect(description).toContain('less');
	});
});
