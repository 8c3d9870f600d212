import { expect, jest, test } from '@jest/globals';

import { StallWatch } from '../../../nodes/WanVideoEdit/shared/stallWatch';
import { fakeClock, pass } from '../../support/fakeClock.mts';

fakeClock();

const LONGEST_MS = 400;

test('tells once when nothing has moved for so long', async () => {
	const onStall = jest.fn();
	const watch = new StallWatch(LONGEST_MS, onStall);
	for (let times = 0; times < 8; times++) {
		await pass(LONGEST_MS - 10);
		watch.moved();
	}
	await pass(LONGEST_MS - 10);
	expect(onStall).not.toHaveBeenCalled();
	await pass(10);
	expect(onStall).toHaveBeenCalledTimes(1);
	await pass(10 * LONGEST_MS);
	expect(onStall).toHaveBeenCalledTimes(1);
});

test('nothing counts while it rests', async () => {
	const onStall = jest.fn();
	const watch = new StallWatch(LONGEST_MS, onStall);
	watch.rest();
	await pass(10 * LONGEST_MS);
	expect(onStall).not.toHaveBeenCalled();
	watch.moved();
	// It looks again after its longest time, however much has moved since.
	await pass(2 * LONGEST_MS);
	expect(onStall).toHaveBeenCalledTimes(1);
});

test('nor when it has ended', async () => {
	const onStall = jest.fn();
	new StallWatch(LONGEST_MS, onStall).end();
	await pass(10 * LONGEST_MS);
	expect(onStall).not.toHaveBeenCalled();
});
