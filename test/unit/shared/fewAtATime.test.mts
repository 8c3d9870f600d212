import { expect, test } from '@jest/globals';

import { FewAtATime } from '../../../nodes/WanVideoEdit/shared/fewAtATime';

/** Work that ends when it is told to, and the order in which it began. */
function workshop() {
	const begun: string[] = [];
	const ends = new Map<string, () => void>();
	const work = (name: string) => async () => {
		begun.push(name);
		await new Promise<void>((resolve) => ends.set(name, resolve));
		return name;
	};
	const end = async (name: string) => {
		ends.get(name)!();
		await settled();
	};
	return { begun, work, end };
}

const settled = async () => await new Promise((resolve) => setImmediate(resolve));

test('no more than so many run at a time, in the order in which they came', async () => {
	const few = new FewAtATime(2);
	const { begun, work, end } = workshop();
	const all = ['a', 'b', 'c', 'd'].map(async (name) => await few.run(work(name)));
	await settled();
	expect(begun).toEqual(['a', 'b']);
	await end('b');
	expect(begun).toEqual(['a', 'b', 'c']);
	await end('a');
	await end('c');
	await end('d');
	expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

test('work that fails makes room, too', async () => {
	const few = new FewAtATime(1);
	await expect(few.run(async () => await Promise.reject(new Error('broken')))).rejects.toThrow(
		'broken',
	);
	expect(await few.run(async () => await Promise.resolve('next'))).toBe('next');
});

test('executions take turns', async () => {
	const few = new FewAtATime(1);
	const { begun, work, end } = workshop();
	const [large, small] = [new AbortController().signal, new AbortController().signal];
	for (const name of ['large 1', 'large 2', 'large 3']) void few.run(work(name), large);
	void few.run(work('small'), small);
	await settled();
	for (const name of ['large 1', 'large 2', 'small']) await end(name);
	expect(begun).toEqual(['large 1', 'large 2', 'small', 'large 3']);
});

test('after Stop what waits does not begin, and others do', async () => {
	const few = new FewAtATime(1);
	const { begun, work, end } = workshop();
	const stop = new AbortController();
	const running = few.run(work('running'), stop.signal);
	const waiting = few.run(work('waiting'), stop.signal);
	const other = few.run(work('other'));
	await settled();
	stop.abort();
	expect(await waiting).toBeUndefined();
	expect(await running).toBeUndefined();
	await end('running');
	await end('other');
	expect(await other).toBe('other');
	expect(begun).toEqual(['running', 'other']);
});

test('work that hangs makes room after a while, and is still awaited', async () => {
	const few = new FewAtATime(1, 50);
	const { work, end } = workshop();
	const hanging = few.run(work('hanging'));
	expect(await few.run(async () => await Promise.resolve('next'))).toBe('next');
	await end('hanging');
	expect(await hanging).toBe('hanging');
});

test('Stop that comes with the turn begins nothing and keeps no place', async () => {
	const few = new FewAtATime(1);
	const { begun, work, end } = workshop();
	const stop = new AbortController();
	void few.run(work('first'));
	const late = few.run(work('late'), stop.signal);
	await settled();
	const ending = end('first');
	stop.abort();
	await ending;
	expect(await late).toBeUndefined();
	expect(await few.run(async () => await Promise.resolve('next'))).toBe('next');
	expect(begun).toEqual(['first']);
});
