import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { Ledger } from '../../simulator/billing/ledger.mts';
import { costUsd, estimateUsd } from '../../simulator/billing/price.mts';
import type { ServiceName } from '../../simulator/tasks/task.mts';
import { errorMessage, startBench, type Bench } from './client.mts';

let bench: Bench;
beforeEach(async () => {
	bench = await startBench({ balanceUsd: 2 });
});
afterEach(() => bench.simulator.close());

const balance = async (): Promise<unknown> => (await bench.http.get('/v1/balance')).data;

describe('the balance', () => {
	test('is held back on acceptance and settled by what the output lasts', async () => {
		expect(await balance()).toEqual({
			success: true,
			remain_balance: 2,
			used_balance: 0,
			unlimited_quota: false,
		});
		const id = await bench.accepted();
		expect(await balance()).toMatchObject({ remain_balance: 0.5, used_balance: 1.5 });
		expect((await bench.ended(id)).cost).toBe(0.9);
		expect(await balance()).toMatchObject({ remain_balance: 1.1, used_balance: 0.9 });
		expect(bench.simulator.ledger).toMatchObject({ submits: 1, billed: 1, refunded: 0 });
		expect(bench.simulator.ledger.entries).toEqual([{ taskId: id, usd: 0.9, refunded: false }]);
	});

	test('comes back when a task fails', async () => {
		bench.simulator.settings.outcome = 'failed';
		await bench.ended(await bench.accepted());
		expect(await balance()).toMatchObject({ remain_balance: 2, used_balance: 0 });
	});

	describe('of an account that pays for the seconds of the source, too,', () => {
		beforeEach(() => {
			bench.simulator.settings.billsSourceSeconds = true;
		});

		test('is held back for both, and settled by what both last', async () => {
			bench.simulator.settings.balanceUsd = 4;
			const id = await bench.accepted({ duration: 2 });
			expect(await balance()).toMatchObject({ remain_balance: 2.2, used_balance: 1.8 });
			expect((await bench.ended(id)).cost).toBe(1.2);
			expect(await balance()).toMatchObject({ remain_balance: 2.8, used_balance: 1.2 });
		});

		test('must cover both', async () => {
			expect(errorMessage(await bench.submit())).toBe('Insufficient balance: $2 left, $3 needed');
			expect(bench.simulator.ledger).toMatchObject({ submits: 1, billed: 0 });
		});
	});

	test('that is too low for a submit is a 402', async () => {
		bench.simulator.settings.balanceUsd = 1;
		const answer = await bench.submit();
		expect(answer.status).toBe(402);
		expect(answer.data).toMatchObject({ error: { code: 402, type: 'payment_required' } });
		expect(errorMessage(answer)).toBe('Insufficient balance: $1 left, $1.5 needed');
		expect(bench.simulator.ledger).toMatchObject({ submits: 1, billed: 0 });
		expect((await bench.submit({ duration: 2, resolution: '720P' })).status).toBe(200);
	});

	test('of nothing is a 402 even for what costs nothing', async () => {
		Object.assign(bench.simulator.settings, {
			balanceUsd: 0,
			pricePerSecondUsd: { '720P': 0, '1080P': 0 },
		});
		expect((await bench.submit()).status).toBe(402);
	});

	test('does not matter with an unlimited quota', async () => {
		Object.assign(bench.simulator.settings, { balanceUsd: 0, unlimitedQuota: true });
		expect((await bench.submit()).status).toBe(200);
		expect(await balance()).toMatchObject({ remain_balance: -1, unlimited_quota: true });
	});

	test.each([
		[200, { success: false, message: 'Token Not Found' }],
		[401, { error: { type: 'apimart_error' } }],
	] as const)('with a bad key answers %s', async (status, body) => {
		bench.simulator.settings.balanceBadKeyStatus = status;
		const answer = await axios.get(`${bench.simulator.url}/v1/balance`, {
			headers: { Authorization: 'Bearer wrong' },
			validateStatus: () => true,
		});
		expect(answer.status).toBe(status);
		expect(answer.data).toMatchObject(body);
	});
});

test('a ledger adds up without binary dust and can be cleared', () => {
	const ledger = new Ledger();
	ledger.submits = 3;
	for (const id of ['a', 'b', 'c']) ledger.charge(id, 0.1);
	expect(ledger).toMatchObject({ billed: 3, refunded: 0, billedUsd: 0.3 });
	ledger.refund('b');
	ledger.settle('c', 0.25);
	expect(ledger).toMatchObject({ billed: 3, refunded: 1, billedUsd: 0.35 });
	ledger.clear();
	expect(ledger).toMatchObject({ submits: 0, billed: 0, refunded: 0, billedUsd: 0 });
});

const bodyIn = (resolution: '720P' | '1080P') => ({
	model: 'wan2.7-videoedit',
	video_urls: [bench.simulator.sampleUrl],
	resolution,
});

test('Model Studio bills the seconds of the source, whatever the first API does', () => {
	const { pricePerSecondUsd, modelStudioPricePerSecondUsd } = bench.simulator.settings;
	for (const billsSourceSeconds of [false, true]) {
		const billing = { pricePerSecondUsd, modelStudioPricePerSecondUsd, billsSourceSeconds };
		const cost = (service: ServiceName) => costUsd(billing, service, bodyIn('720P'), 6, 2);
		expect(cost('modelStudio')).toBe(0.8);
		expect(cost('apimart')).toBe(billsSourceSeconds ? 0.8 : 0.2);
		expect(estimateUsd(billing, 'modelStudio', bodyIn('1080P'))).toBe(3);
		expect(estimateUsd(billing, 'apimart', bodyIn('1080P'))).toBe(billsSourceSeconds ? 3 : 1.5);
	}
});

test('the way of billing can be changed over HTTP', async () => {
	await bench.http.patch('/simulator/settings', { billsSourceSeconds: true });
	expect(bench.simulator.settings.billsSourceSeconds).toBe(true);
});
