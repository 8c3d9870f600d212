import { Readable } from 'node:stream';

import { expect, test } from '@jest/globals';

import { withinLimits } from '../../../nodes/WanVideoEdit/shared/incoming';
import { fakeClock, pass } from '../../support/fakeClock.mts';

fakeClock();

test('a stall counts from the last piece, and not while somebody is busy with one', async () => {
	let reached: string | undefined;
	const source = new Readable({ read() {} });
	const chunks = withinLimits(source, { mostBytes: 100, stalledMs: 4_000 }, (limit) => {
		reached = limit;
		source.destroy(new Error('broken off'));
	});
	// Together longer than the limit.
	for (const piece of ['a', 'b', 'c', 'd']) {
		const next = chunks.next();
		await pass(3_900);
		source.push(piece);
		expect(String((await next).value)).toBe(piece);
	}
	// Storing a piece takes long.
	await pass(60_000);
	expect(reached).toBeUndefined();
	const end = expect(chunks.next()).rejects.toThrow('broken off');
	await pass(3_900);
	expect(reached).toBeUndefined();
	await pass(1_100);
	await end;
	expect(reached).toBe('stalled');
});
