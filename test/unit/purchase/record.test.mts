import { describe, expect, test } from '@jest/globals';

import {
	dropPurchase,
	isKeyForgotten,
	purchaseAt,
	type Attempt,
	type PurchaseRecord,
} from '../../../nodes/WanVideoEdit/purchase/record';

const PLACE = 'run 0, item 0';
const FIRST: Attempt = {
	request: 'a',
	execution: '1',
	buyer: { service: 'https://a.example', account: 'a' },
	newKey: (generation) => `key ${generation}`,
};
/** "Retry" in the executions list. */
const RETRY = { execution: '2' };
const open = (record: PurchaseRecord, attempt: Partial<Attempt> = {}, place = PLACE) =>
	purchaseAt(record, place, { ...FIRST, ...attempt });

test('the same request at the same place is the same purchase, also after a trip through JSON', () => {
	const record: PurchaseRecord = {};
	open(record).taskId = 'task_1';
	const stored = JSON.parse(JSON.stringify(record)) as PurchaseRecord;
	expect(open(stored, RETRY)).toEqual({
		request: 'a',
		execution: '2',
		key: 'key 0',
		taskId: 'task_1',
		ended: 0,
	});
});

test('a purchase keeps the names under which earlier versions of the node stored it', () => {
	const stored = {
		[PLACE]: { request: 'a', key: 'key 3', sentKey: 'order-1', unansweredSinceMs: 1, ended: 3 },
	};
	const purchase = open(stored);
	expect(purchase).toMatchObject({ key: 'key 3', sentKey: 'order-1' });
	expect(isKeyForgotten(purchase, 24 * 3_600_000)).toBe(true);
	dropPurchase(stored, PLACE);
	expect(open(stored).key).toBe('key 4');
});

test.each<[string, Partial<Attempt>, string]>([
	['another request of another execution', { ...RETRY, request: 'b' }, PLACE],
	['another request where executions have no ID', { execution: undefined, request: 'b' }, PLACE],
	['another place', {}, 'run 1, item 0'],
])('%s is another purchase', (_what, attempt, place) => {
	const record: PurchaseRecord = {};
	open(record, { execution: attempt.execution && FIRST.execution }).taskId = 'task_1';
	expect(open(record, attempt, place).taskId).toBeUndefined();
});

describe('a retry that wants another edit', () => {
	const back = (record: PurchaseRecord) => {
		open(record, { ...RETRY, request: 'b' });
		return open(record, { execution: '3' });
	};

	test('does not make the one before be bought twice, should somebody want that again', () => {
		const record: PurchaseRecord = {};
		open(record).taskId = 'task_1';
		open(record, { ...RETRY, request: 'b' }).taskId = 'task_2';
		const stored = JSON.parse(JSON.stringify(record)) as PurchaseRecord;
		expect(open(stored, { execution: '3' })).toMatchObject({ taskId: 'task_1', execution: '3' });
		expect(open(stored, { execution: '4', request: 'b' }).taskId).toBe('task_2');
		expect(Object.keys(stored)).toHaveLength(2);
	});

	test('nor that an answer was lost is forgotten', () => {
		const record: PurchaseRecord = {};
		open(record).unansweredSinceMs = 1;
		expect(back(record).unansweredSinceMs).toBe(1);
	});

	test('keeps nothing of what was not bought', () => {
		const record: PurchaseRecord = {};
		open(record);
		back(record);
		expect(Object.keys(record)).toEqual([PLACE]);
	});
});

describe('another request of the same execution is the same purchase', () => {
	test('of the first one', () => {
		const record: PurchaseRecord = {};
		open(record).taskId = 'task_1';
		expect(open(record, { request: 'b' }).taskId).toBe('task_1');
	});

	test('of one that a retry went on with', () => {
		const record: PurchaseRecord = {};
		open(record).taskId = 'task_1';
		open(record, RETRY);
		expect(open(record, { ...RETRY, request: 'b' }).taskId).toBe('task_1');
	});

	test('unless that was dropped', () => {
		const record: PurchaseRecord = {};
		open(record).taskId = 'task_1';
		dropPurchase(record, PLACE);
		expect(open(record, { request: 'b' }).taskId).toBeUndefined();
	});
});

describe('a key that the service will not take again', () => {
	const usedUp = () => {
		const record: PurchaseRecord = {};
		const purchase = open(record, { ownKey: 'order-1' });
		Object.assign(purchase, { sentKey: 'order-1', unansweredSinceMs: 1, isKeyUsedUp: true });
		return { record, purchase };
	};

	test('makes room for one that the user chose since', () => {
		const { record, purchase } = usedUp();
		expect(open(record, { ...RETRY, ownKey: 'order-2' })).not.toBe(purchase);
	});

	test.each<[string, Partial<Attempt>]>([
		['the same key again', { ...RETRY, ownKey: 'order-1' }],
		['no key of the user', { ...RETRY, ownKey: undefined }],
		['another key within the execution, where nobody chose it', { ownKey: 'order-2' }],
	])('but not for %s', (_what, attempt) => {
		const { record, purchase } = usedUp();
		expect(open(record, attempt)).toBe(purchase);
	});
});

describe('a purchase that was dropped', () => {
	test('leaves no trace of its task, and the next one has another key', () => {
		const record: PurchaseRecord = {};
		open(record).taskId = 'task_1';
		dropPurchase(record, PLACE);
		expect(JSON.stringify(record)).not.toContain('task_1');
		expect(open(record)).toEqual({ request: 'a', execution: '1', key: 'key 1', ended: 1 });
	});

	test('is counted even when the request changed in between', () => {
		const record: PurchaseRecord = {};
		open(record);
		dropPurchase(record, PLACE);
		open(record, { ...RETRY, request: 'b' });
		expect(open(record, { execution: '3' }).key).toBe('key 1');
	});
});

test('a key is sure to be known for 23 hours after a submit without an answer', () => {
	const purchase = { ...open({}), unansweredSinceMs: 1_000 };
	expect(isKeyForgotten(purchase, 1_000 + 23 * 3_600_000)).toBe(false);
	expect(isKeyForgotten(purchase, 1_001 + 23 * 3_600_000)).toBe(true);
	expect(isKeyForgotten(open({}), Number.MAX_SAFE_INTEGER)).toBe(false);
});
