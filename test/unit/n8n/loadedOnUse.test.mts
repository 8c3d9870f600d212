import { expect, jest, test } from '@jest/globals';

import { loadedOnUse } from '../../../nodes/WanVideoEdit/n8n/loadedOnUse';

async function greet(this: string, name: string): Promise<string> {
	return await Promise.resolve(`${this} ${name}`);
}

test('a module is loaded at the first call, and stays for all its functions', async () => {
	const part = async () => await Promise.resolve('');
	const load = jest.fn(async () => await Promise.resolve({ greet, part }));
	const loaded = loadedOnUse(load);
	const [greeting, parting] = [loaded((it) => it.greet), loaded((it) => it.part)];
	expect(load).not.toHaveBeenCalled();

	await expect(greeting.call('Hello', 'Wan')).resolves.toBe('Hello Wan');
	await parting();
	await greeting.call('Hello', 'Wan');
	expect(load).toHaveBeenCalledTimes(1);
});

test('after a load that failed, the next call loads again', async () => {
	const load = jest.fn(async () => await Promise.resolve({ greet }));
	load.mockRejectedValueOnce(new Error('too many open files'));
	const greeting = loadedOnUse(load)((it) => it.greet);

	await expect(greeting.call('Hello', 'Wan')).rejects.toThrow('too many open files');
	await expect(greeting.call('Hello', 'Wan')).resolves.toBe('Hello Wan');
});
