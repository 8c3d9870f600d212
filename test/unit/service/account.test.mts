import { describe, expect, test } from '@jest/globals';

import { Account, accountOf } from '../../../nodes/WanVideoEdit/service/account';

const SERVICE = 'https://api.example.com';

describe('an account', () => {
	test('is the same for the same key at the same address, so that all its items share a limit', () => {
		const account = accountOf(SERVICE, 'sk-one');
		expect(accountOf(SERVICE, 'sk-one')).toBe(account);
		expect(accountOf(SERVICE, 'sk-one').checks).toBe(account.checks);
	});

	test.each([
		['another key', SERVICE, 'sk-two'],
		['another address', 'https://api.example.org', 'sk-one'],
	])('is another one with %s, and has a limit of its own', (_what, address, key) => {
		const account = accountOf(SERVICE, 'sk-one');
		expect(accountOf(address, key)).not.toBe(account);
		expect(accountOf(address, key).checks).not.toBe(account.checks);
	});
});

describe('the items that wait at an account', () => {
	test('are counted as long as they do', async () => {
		const account = new Account('a');
		let finish = () => {};
		const finished = new Promise<void>((resolve) => (finish = resolve));
		const work = [1, 2].map(async (item) =>
			account.whileActive(async () => await finished.then(() => item)),
		);
		expect(account.activeItems).toBe(2);
		finish();
		expect(await Promise.all(work)).toEqual([1, 2]);
		expect(account.activeItems).toBe(0);
	});

	test('are not counted once they have failed', async () => {
		const account = new Account('a');
		const failing = account.whileActive(async () => await Promise.reject(new Error('Oops')));
		await expect(failing).rejects.toThrow('Oops');
		expect(account.activeItems).toBe(0);
	});
});
