import { setTimeout as delay } from 'node:timers/promises';

import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

let bench: Workbench;
const warnings: string[] = [];
beforeAll(async () => {
	bench = await Workbench.start();
	const warn = (message: string) => void warnings.push(message);
	const logger = Object.create(Container.get(Logger), { warn: { value: warn } }) as Logger;
	Container.set(Logger, logger);
});
beforeEach(() => {
	bench.reset();
	warnings.length = 0;
});
afterAll(async () => await bench.close());

const body = { error: { code: 409, message: 'busy', type: 'idempotency_in_progress' } };

test.each<[string, FaultAction]>([
	['during a submit that hangs', { kind: 'stall' }],
	['before a submit is repeated that may have been taken', { kind: 'status', status: 409, body }],
])(
	'after Stop %s the log has the key: n8n keeps no message of a stopped execution',
	async (_when, action) => {
		bench.simulator.addFault({ on: 'submit', times: Infinity, action });
		const execution = bench.begin(bench.submitParameters());
		while (bench.submits.length === 0) await delay(20);
		await delay(300);
		execution.stop();
		const { error } = await outcomeOf(execution);
		const key = String(bench.submits[0].headers['idempotency-key']);
		expect(warnings).toEqual([`Wan Video Edit stopped in a submit, Idempotency Key ${key}`]);
		expect(error?.message).toContain(key);
		expect(error?.description).toContain('may still have accepted the edit');
		expect(bench.submits).toHaveLength(1);
	},
);

test('after Stop between two attempts of n8n the log has the key of the first one’s submit', async () => {
	bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
	const execution = bench.begin(bench.submitParameters(), {
		node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 3000 },
	});
	while (bench.submits.length === 0) await delay(20);
	await delay(1000);
	execution.stop();
	await outcomeOf(execution);
	const key = String(bench.submits[0].headers['idempotency-key']);
	expect(warnings).toEqual([`Wan Video Edit stopped in a submit, Idempotency Key ${key}`]);
	expect(bench.submits).toHaveLength(1);
});

test('after Stop before a submit that was turned away there is no key to keep', async () => {
	const action: FaultAction = { kind: 'status', status: 429 };
	bench.simulator.addFault({ on: 'submit', times: Infinity, action });
	const execution = bench.begin(bench.submitParameters());
	while (bench.submits.length === 0) await delay(20);
	await delay(300);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toBe('Stopped before the edit was submitted');
	expect(warnings).toEqual([]);
});
