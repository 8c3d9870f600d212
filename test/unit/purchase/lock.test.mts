import { setImmediate as turn } from 'node:timers/promises';

import { expect, jest, test } from '@jest/globals';

import { exclusively } from '../../../nodes/WanVideoEdit/purchase/lock';

let purchases = 0;
const purchase = () => `key ${purchases++}`;

/** @returns what happened, in order */
async function atOnce(...attempts: Array<[name: string, about: string, fails?: boolean]>) {
	const events: string[] = [];
	await Promise.allSettled(
		attempts.map(async ([name, about, fails]) =>
			exclusively(about, async () => {
				events.push(`${name} begins`);
				await turn();
				events.push(`${name} ends`);
				if (fails) throw new Error(name);
			}),
		),
	);
	return events;
}

test('attempts at the same purchase come one after the other', async () => {
	const same = purchase();
	expect(await atOnce(['1', same], ['2', same], ['3', same])).toEqual([
		...['1 begins', '1 ends'],
		...['2 begins', '2 ends'],
		...['3 begins', '3 ends'],
	]);
});

test('one that throws lets the next one in, and its own caller know', async () => {
	const same = purchase();
	expect(await atOnce(['1', same, true], ['2', same, true], ['3', same])).toEqual([
		...['1 begins', '1 ends'],
		...['2 begins', '2 ends'],
		...['3 begins', '3 ends'],
	]);
	const failing = exclusively(same, async () => await Promise.reject(new Error('Oops')));
	await expect(failing).rejects.toThrow('Oops');
});

test('an attempt brings what its work brings', async () => {
	expect(await exclusively(purchase(), async () => await Promise.resolve('task_1'))).toBe('task_1');
});

test('attempts at different purchases do not wait for each other, also for equal ones', async () => {
	expect(await atOnce(['1', purchase()], ['2', purchase()])).toEqual([
		...['1 begins', '2 begins'],
		...['1 ends', '2 ends'],
	]);
});

test('Stop ends the wait for another attempt, and the turn goes to the next one', async () => {
	const same = purchase();
	let end = () => {};
	const first = exclusively(
		same,
		async () => await new Promise<void>((resolve) => (end = resolve)),
	);
	const stop = new AbortController();
	const work = jest.fn(async () => await Promise.resolve('task_1'));
	const stopped = exclusively(same, work, stop.signal);
	stop.abort();
	expect(await stopped).toBeUndefined();
	expect(work).not.toHaveBeenCalled();
	const last = exclusively(same, work);
	end();
	await first;
	expect(await last).toBe('task_1');
});
