import { setTimeout as delay } from 'node:timers/promises';

import { expect, jest, test } from '@jest/globals';

import { StallWatch } from '../../../nodes/WanVideoEdit/shared/stallWatch';

const LONGEST_MS = 400;

test('tells once when nothing has moved for so long', async () => {
	const onStall = jest.fn();
	const watch = new StallWatch(LONGEST_MS, onStall);
	for (let times = 0; times < 8; times++) {
		await delay(LONGEST_MS / 4);
		watch.moved();
	}
	expect(onStall).not.toHaveBeenCalled();
	await delay(3 * LONGEST_MS);
	expect(onStall).toHaveBeenCalledTimes(1);
});

test('nothing counts while it rests', async () => {
	const onStall = jest.fn();
	const watch = new StallWatch(LONGEST_MS, onStall);
	watch.rest();
	await delay(2.5 * LONGEST_MS);
	expect(onStall).not.toHaveBeenCalled();
	watch.moved();
	await delay(3 * LONGEST_MS);
	expect(onStall).toHaveBeenCalledTimes(1);
});

test('nor when it has ended', async () => {
	const onStall = jest.fn();
	new StallWatch(LONGEST_MS, onStall).end();
	await delay(2.5 * LONGEST_MS);
	expect(onStall).not.toHaveBeenCalled();
});
