import { beforeEach, describe, expect, test } from '@jest/globals';

import { bookOf, type Book } from '../../../nodes/WanVideoEdit/purchase/book';
import { isOwnTask } from '../../../nodes/WanVideoEdit/purchase/confirmOwner';
import { LostAnswer, type LostSubmit } from '../../../nodes/WanVideoEdit/purchase/lostAnswer';
import type { OpenPurchase } from '../../../nodes/WanVideoEdit/purchase/openPurchase';
import { promptPrint } from '../../../nodes/WanVideoEdit/purchase/promptPrint';
import type { Purchase } from '../../../nodes/WanVideoEdit/purchase/record';
import type { Account } from '../../../nodes/WanVideoEdit/service/account';
import type { Client } from '../../../nodes/WanVideoEdit/service/client';
import type { Task } from '../../../nodes/WanVideoEdit/service/service';

/** What a process knows of submits without an answer after a restart, which other tests cannot give n8n. */
let client: Client;
let book: Book;
beforeEach(() => {
	const account = {} as Account;
	client = { account } as Client;
	book = bookOf(account);
});

const LOST: LostSubmit = { prompt: promptPrint('Snow'), sentAtMs: 1_000, lostAtMs: 2_000 };

describe('a submit without an answer of which an earlier process knew', () => {
	const others = () => book.othersLost('another');

	test('stands in the book again', () => {
		book.noteStillLost('one', LOST);
		expect(others()).toEqual([LOST]);
		expect(book.othersLost('one')).toEqual([]);
	});

	test('takes nothing away from what is known of it since', () => {
		book.noteLost('one', { ...LOST, lostAtMs: 9_000, taskId: 'task' });
		book.noteStillLost('one', LOST);
		expect(others()).toEqual([{ ...LOST, lostAtMs: 9_000, taskId: 'task' }]);
	});

	test.each<[string, () => void]>([
		['has been found meanwhile', () => book.note('task', 'one')],
		['is on its way', () => book.noteOnItsWay(new Promise(() => {}), 'one')],
	])('does not stand in it when it %s', (_what, happens) => {
		happens();
		book.noteStillLost('one', LOST);
		expect(others()).toEqual([]);
	});
});

test('whoever looks for its task learns when another attempt has lost the answer', () => {
	const own = book.noteLost('one', LOST);
	book.noteLost('one', { ...LOST, sentAtMs: 1_500, lostAtMs: 9_000 });
	expect(own).toMatchObject({ sentAtMs: 1_000, lostAtMs: 9_000 });
});

describe('a task that was found, done and with the same prompt', () => {
	const task = { id: 'task', state: 'completed', prompt: 'Snow' } as Task;
	let stored: Purchase;
	let purchase: OpenPurchase;
	beforeEach(() => {
		stored = {
			request: 'a',
			key: 'one',
			ended: 0,
			taskId: 'task',
			found: { unansweredSinceMs: 1_000, lostAtMs: 2_000 },
			sentEdit: { prompt: promptPrint('Snow'), resolution: '1080P' },
		};
		purchase = { id: 'one', lostAnswer: new LostAnswer(stored) } as OpenPurchase;
		book.noteLost('one', purchase.lostAnswer.unsure!);
	});

	test('is the purchase’s own', () => {
		expect(isOwnTask(client, purchase, task)).toBe(true);
		expect([purchase.lostAnswer.isOnlyFound, book.knows('task')]).toEqual([false, true]);
		expect(book.othersLost('another')).toEqual([]);
	});

	test('is not if it is known as another’s: the purchase looks for its own again', () => {
		book.note('task', 'another');
		expect(isOwnTask(client, purchase, task)).toBe(false);
		expect(stored).toMatchObject({ unansweredSinceMs: 1_000, foreign: ['task'] });
		expect(stored.taskId).toBeUndefined();
		expect(book.othersLost('another')).toEqual([{ ...LOST, taskId: undefined }]);
	});
});
