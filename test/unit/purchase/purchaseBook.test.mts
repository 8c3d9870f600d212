import { describe, expect, test } from '@jest/globals';

import {
	endPurchase,
	isKeyForgotten,
	openPurchase,
	type PurchaseBook,
} from '../../../nodes/WanVideoEdit/purchase/purchaseBook';

const PLACE = 'run 0, item 0';
const newKey = (ended: number) => `key ${ended}`;
const open = (book: PurchaseBook, request = 'a', place = PLACE) =>
	openPurchase(book, place, request, newKey);

test('the same request at the same place is the same purchase, also after a trip through JSON', () => {
	const book: PurchaseBook = {};
	open(book).taskId = 'task_1';
	const stored = JSON.parse(JSON.stringify(book)) as PurchaseBook;
	expect(open(stored)).toEqual({ request: 'a', key: 'key 0', taskId: 'task_1', ended: 0 });
});

test.each([
	['another request', 'b', PLACE],
	['another place', 'a', 'run 1, item 0'],
])('%s is another purchase', (_what, request, place) => {
	const book: PurchaseBook = {};
	open(book).taskId = 'task_1';
	expect(open(book, request, place).taskId).toBeUndefined();
});

describe('a purchase that has ended', () => {
	test('is forgotten, and the next one has another key', () => {
		const book: PurchaseBook = {};
		open(book).taskId = 'task_1';
		endPurchase(book, PLACE);
		expect(JSON.stringify(book)).not.toContain('task_1');
		expect(open(book)).toEqual({ request: 'a', key: 'key 1', ended: 1 });
	});

	test('is counted even when the request changed in between', () => {
		const book: PurchaseBook = {};
		open(book);
		endPurchase(book, PLACE);
		open(book, 'b');
		expect(open(book).key).toBe('key 1');
	});
});

test('a key is sure to be known for 23 hours after a submit without an answer', () => {
	const purchase = { ...open({}), unansweredSinceMs: 1_000 };
	expect(isKeyForgotten(purchase, 1_000 + 23 * 3_600_000)).toBe(false);
	expect(isKeyForgotten(purchase, 1_001 + 23 * 3_600_000)).toBe(true);
	expect(isKeyForgotten(open({}), Number.MAX_SAFE_INTEGER)).toBe(false);
});
