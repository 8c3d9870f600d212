import { expect, test } from '@jest/globals';

import { contentOf, type FilePlan } from '../../../nodes/WanVideoEdit/remux/filePlan';
import { Source } from '../../../nodes/WanVideoEdit/remux/source';

const planOf = (...ranges: number[]): FilePlan => ({
	header: Buffer.from('head:'),
	ranges: Float64Array.from(ranges),
	bytes: 0,
});

/** Sources that give three bytes at a time, and write down what happens to them. */
function sources(...contents: string[]) {
	const log: string[] = [];
	const open = contents.map(
		(content, number) =>
			async function* () {
				log.push(`open ${number}`);
				try {
					for (let at = 0; at < content.length; at += 3) {
						yield await Promise.resolve(Buffer.from(content.slice(at, at + 3)));
					}
				} finally {
					log.push(`close ${number}`);
				}
			},
	);
	return { log, open };
}

const textOf = async (content: AsyncIterable<Uint8Array>) => {
	let text = '';
	for await (const piece of content) text += Buffer.from(piece).toString();
	return text;
};

test('takes turns between sources, and opens each once', async () => {
	const { log, open } = sources('abcdefghij', '0123456789');
	const plan = planOf(0, 1, 3, 1, 0, 5, 0, 3, 4, 0, 8, 10, 1, 6, 7);
	expect(await textOf(contentOf(plan, open))).toBe('head:bc01234dij6');
	expect(log).toEqual(['open 0', 'open 1', 'close 0', 'close 1']);
});

const MEGABYTE = 1024 ** 2;

/** Gives megabytes of one letter each. */
function largeSource(letters: string) {
	let opened = 0;
	const open = async function* () {
		opened++;
		for (const letter of letters) yield await Promise.resolve(Buffer.alloc(MEGABYTE, letter));
	};
	return { open, opened: () => opened };
}

const letterAt = (place: number) => [0, place * MEGABYTE, place * MEGABYTE + 1];

test('goes back to what is kept without opening a source again, and opens it again to go back far', async () => {
	const { open, opened } = largeSource('abcdefghij');
	const near = planOf(...[7, 5, 6].flatMap(letterAt));
	const source = new Source(open);
	source.keepFrom(5 * MEGABYTE);
	expect(await textOf(contentOf(near, [source]))).toBe('head:hfg');
	expect(opened()).toBe(1);
	const far = planOf(...[7, 1, 2].flatMap(letterAt));
	expect(await textOf(contentOf(far, [open]))).toBe('head:hbc');
	expect(opened()).toBe(3);
});

test('one source serves several files, opened once', async () => {
	const { log, open } = sources('abcdefghij');
	const source = new Source(open[0]);
	expect(await textOf(contentOf(planOf(0, 0, 4), [source]))).toBe('head:abcd');
	expect(await textOf(contentOf(planOf(0, 3, 9), [source]))).toBe('head:defghi');
	expect(log).toEqual(['open 0']);
	await source.close();
	expect(log).toEqual(['open 0', 'close 0']);
});

test('does not go back without end', async () => {
	const wild = planOf(...Array.from({ length: 600 }, () => [7, 1].flatMap(letterAt)).flat());
	const reading = textOf(contentOf(wild, [largeSource('abcdefghij').open]));
	await expect(reading).rejects.toThrow('too wild');
});

test('keeps no more than some megabytes for a file that may come', async () => {
	const { open, opened } = largeSource('abcdefghijklmnop');
	const source = new Source(open);
	source.keepFrom(0);
	expect(await textOf(contentOf(planOf(...[15, 0].flatMap(letterAt)), [source]))).toBe('head:pa');
	expect(opened()).toBe(2);
});

test('closes all sources when nobody wants more', async () => {
	const { log, open } = sources('abcdefghij', '0123456789');
	const large = async function* () {
		yield await Promise.resolve(Buffer.alloc(200_000));
	};
	let pieces = 0;
	const plan = planOf(0, 0, 1, 1, 0, 9, 2, 0, 200_000, 0, 1, 2, 1, 9, 10);
	for await (const piece of contentOf(plan, [...open, large])) {
		expect(piece.length).toBeGreaterThan(0);
		if (++pieces === 3) break;
	}
	expect(log).toEqual(['open 0', 'open 1', 'close 0', 'close 1']);
});

test('puts small pieces together, and gives large ones as they are', async () => {
	const wide = Array.from({ length: 1000 }, (_, number) => [0, 1000 * number, 1000 * number + 999]);
	const small = async function* () {
		yield await Promise.resolve(Buffer.from('0123456789'.repeat(100_000)));
		yield await Promise.resolve(Buffer.alloc(MEGABYTE, 'a'));
	};
	const content: Uint8Array[] = [];
	const plan = planOf(...wide.flat(), 0, 1_000_000, 1_000_000 + MEGABYTE);
	for await (const piece of contentOf(plan, [small])) content.push(piece);
	expect(content.length).toBeLessThan(10);
	expect(content[content.length - 1]).toHaveLength(MEGABYTE);
	expect(Buffer.concat(content).toString()).toBe(
		`head:${'0123456789'.repeat(100).slice(0, 999).repeat(1000)}${'a'.repeat(MEGABYTE)}`,
	);
});

test('a source that ends too early is an error, and all are closed', async () => {
	const { log, open } = sources('abc');
	await expect(textOf(contentOf(planOf(0, 2, 9), open))).rejects.toThrow('ends before its last');
	expect(log).toEqual(['open 0', 'close 0']);
});
