import { expect, test } from '@jest/globals';
import type { INodePropertyOptions } from 'n8n-workflow';

import { editFields } from '../../../nodes/WanVideoEdit/parameters/editFields';
import { LIST_PRICES } from '../../../nodes/WanVideoEdit/service/listPrices';

const { options, hint } = editFields.find(({ name }) => name === 'resolution')!;

test.each(['720P', '1080P'] as const)('%s says what it costs by each known list', (resolution) => {
	const { description } = (options as INodePropertyOptions[]).find(
		({ value }) => value === resolution,
	)!;
	for (const { usdPerSecond } of LIST_PRICES) {
		expect(description).toContain(`$${usdPerSecond[resolution]} at `);
	}
	expect(description).not.toContain('undefined');
});

test('the cheaper resolution is proposed for trying out', () => {
	expect(hint).toContain('720P first');
	for (const { usdPerSecond } of LIST_PRICES) {
		expect(usdPerSecond['720P']).toBeLessThan(usdPerSecond['1080P']);
	}
});
