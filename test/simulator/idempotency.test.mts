import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fingerprintOf } from '../../simulator/api/idempotency.mts';
import { acceptedId, errorMessage, sleep, startBench, until, type Bench } from './client.mts';

let bench: Bench;
beforeEach(async () => {
	bench = await startBench();
});
afterEach(() => bench.simulator.close());

const withKey = (key: string) => ({ 'Idempotency-Key': key });

describe('an Idempotency-Key', () => {
	test('brings the same answer again without another bill', async () => {
		const first = await bench.submit({ seed: 1 }, withKey('a'));
		const again = await bench.submit({ seed: 1 }, withKey('a'));
		const other = await bench.submit({ seed: 1 }, withKey('b'));
		expect(again.data).toEqual(first.data);
		expect(acceptedId(other)).not.toBe(acceptedId(first));
		expect(bench.simulator.ledger).toMatchObject({ submits: 3, billed: 2 });
	});

	test('brings the answer that was lost', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		await expect(bench.submit({}, withKey('a'))).rejects.toThrow();
		expect(bench.simulator.ledger.billed).toBe(1);
		const again = await bench.submit({}, withKey('a'));
		expect(acceptedId(again)).toBe(bench.simulator.ledger.entries[0]?.taskId);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('with another body is a conflict', async () => {
		await bench.submit({ seed: 1 }, withKey('a'));
		const answer = await bench.submit({ seed: 2 }, withKey('a'));
		expect(answer.status).toBe(409);
		expect(answer.data).toMatchObject({ error: { code: 'idempotency_key_reused' } });
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('of a request still being handled is a conflict', async () => {
		bench.simulator.settings.submitTimeMs = 5_000;
		const first = bench.submit({}, withKey('a'));
		await until(() => bench.simulator.ledger.submits === 1);
		const answer = await bench.submit({}, withKey('a'));
		expect(answer.status).toBe(409);
		expect(answer.data).toMatchObject({ error: { code: 'idempotency_in_progress' } });
		expect((await first).status).toBe(200);
		expect((await bench.submit({}, withKey('a'))).data).toEqual((await first).data);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('of a refused request can be used again', async () => {
		bench.simulator.settings.balanceUsd = 0;
		expect((await bench.submit({}, withKey('a'))).status).toBe(402);
		bench.simulator.settings.balanceUsd = 100;
		expect((await bench.submit({}, withKey('a'))).status).toBe(200);
	});

	test('is forgotten after its window', async () => {
		bench.simulator.settings.idempotencyWindowMs = 50;
		const first = await bench.submit({}, withKey('a'));
		await sleep(60);
		const later = await bench.submit({ seed: 1 }, withKey('a'));
		expect(later.status).toBe(200);
		expect(acceptedId(later)).not.toBe(acceptedId(first));
	});

	test.each(['', 'x'.repeat(192), 'a b', 'ü'])('cannot be %j', async (key) => {
		const answer = await bench.submit({}, withKey(key));
		expect(answer.status).toBe(400);
		expect(errorMessage(answer)).toBe('Idempotency-Key must be 1–191 visible ASCII characters');
	});

	test('can be 191 characters long', async () => {
		expect((await bench.submit({}, withKey('~'.repeat(191)))).status).toBe(200);
	});

	test('means nothing to a service that does not know it', async () => {
		bench.simulator.settings.honoursIdempotencyKey = false;
		const first = await bench.submit({}, withKey('a'));
		const second = await bench.submit({ seed: 1 }, withKey('a'));
		expect(second.status).toBe(200);
		expect(acceptedId(second)).not.toBe(acceptedId(first));
		expect(bench.simulator.ledger.billed).toBe(2);
	});
});

test('bodies are the same whatever the order of their keys', () => {
	expect(fingerprintOf({ b: [{ d: 1, c: 2 }], a: 0 })).toBe(
		fingerprintOf({ a: 0, b: [{ c: 2, d: 1 }] }),
	);
	expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }));
});
