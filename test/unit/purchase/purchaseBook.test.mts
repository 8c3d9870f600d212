import { describe, expect, test } from '@jest/globals';

import {
	endPurchase,
	isKeyForgotten,
	openPurchase,
	type Attempt,
	type PurchaseBook,
} from '../../../nodes/WanVideoEdit/purchase/purchaseBook';

const PLACE = 'run 0, item 0';
const FIRST: Attempt = { request: 'a', execution: '1', newKey: (ended) => `key ${ended}` };
/** "Retry" in the executions list. */
const RETRY = { execution: '2' };
const open = (book: PurchaseBook, attempt: Partial<Attempt> = {}, place = PLACE) =>
	openPurchase(book, place, { ...FIRST, ...attempt });

test('the same request at the same place is the same purchase, also after a trip through JSON', () => {
	const book: PurchaseBook = {};
	open(book).taskId = 'task_1';
	const stored = JSON.parse(JSON.stringify(book)) as PurchaseBook;
	expect(open(stored, RETRY)).toEqual({
		request: 'a',
		execution: '2',
		key: 'key 0',
		taskId: 'task_1',
		ended: 0,
	});
});

test.each<[string, Partial<Attempt>, string]>([
	['another request of another execution', { ...RETRY, request: 'b' }, PLACE],
	['another request where executions have no ID', { execution: undefined, request: 'b' }, PLACE],
	['another place', {}, 'run 1, item 0'],
])('%s is another purchase', (_what, attempt, place) => {
	const book: PurchaseBook = {};
	open(book, { execution: attempt.execution && FIRST.execution }).taskId = 'task_1';
	expect(open(book, attempt, place).taskId).toBeUndefined();
});

describe('another request of the same execution is the same purchase', () => {
	test('of the first one', () => {
		const book: PurchaseBook = {};
		open(book).taskId = 'task_1';
		expect(open(book, { request: 'b' }).taskId).toBe('task_1');
	});

	test('of one that a retry went on with', () => {
		const book: PurchaseBook = {};
		open(book).taskId = 'task_1';
		open(book, RETRY);
		expect(open(book, { ...RETRY, request: 'b' }).taskId).toBe('task_1');
	});

	test('unless that has ended', () => {
		const book: PurchaseBook = {};
		open(book).taskId = 'task_1';
		endPurchase(book, PLACE);
		expect(open(book, { request: 'b' }).taskId).toBeUndefined();
	});
});

describe('a key that the service will not take again', () => {
	const usedUp = () => {
		const book: PurchaseBook = {};
		const purchase = open(book, { ownKey: 'order-1' });
		Object.assign(purchase, { sentKey: 'order-1', unansweredSinceMs: 1, isKeyUsedUp: true });
		return { book, purchase };
	};

	test('makes room for one that the user chose since', () => {
		const { book, purchase } = usedUp();
		expect(open(book, { ...RETRY, ownKey: 'order-2' })).not.toBe(purchase);
	});

	test.each<[string, Partial<Attempt>]>([
		['the same key again', { ...RETRY, ownKey: 'order-1' }],
		['no key of the user', { ...RETRY, ownKey: undefined }],
		['another key within the execution, where nobody chose it', { ownKey: 'order-2' }],
	])('but not for %s', (_what, attempt) => {
		const { book, purchase } = usedUp();
		expect(open(book, attempt)).toBe(purchase);
	});
});

describe('a purchase that has ended', () => {
	test('is forgotten, and the next one has another key', () => {
		const book: PurchaseBook = {};
		open(book).taskId = 'task_1';
		endPurchase(book, PLACE);
		expect(JSON.stringify(book)).not.toContain('task_1');
		expect(open(book)).toEqual({ request: 'a', execution: '1', key: 'key 1', ended: 1 });
	});

	test('is counted even when the request changed in between', () => {
		const book: PurchaseBook = {};
		open(book);
		endPurchase(book, PLACE);
		open(book, { ...RETRY, request: 'b' });
		expect(open(book, { execution: '3' }).key).toBe('key 1');
	});
});

test('a key is sure to be known for 23 hours after a submit without an answer', () => {
	const purchase = { ...open({}), unansweredSinceMs: 1_000 };
	expect(isKeyForgotten(purchase, 1_000 + 23 * 3_600_000)).toBe(false);
	expect(isKeyForgotten(purchase, 1_001 + 23 * 3_600_000)).toBe(true);
	expect(isKeyForgotten(open({}), Number.MAX_SAFE_INTEGER)).toBe(false);
});
