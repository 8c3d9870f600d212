import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, test } from '@jest/globals';

import { forTwo, peek, withinLimits } from '../../../nodes/WanVideoEdit/shared/incoming';
import { streamOf } from '../../../nodes/WanVideoEdit/n8n/streamOf';

const limits = { mostBytes: 100, stalledMs: 60_000 };
const never = () => {
	throw new Error('no limit was reached');
};

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all).toString();
}

const pieces = (...texts: string[]) => Readable.from(texts.map((text) => Buffer.from(text)));

describe('looking at the beginning', () => {
	test.each([
		[['abc', 'def', 'ghi'], 4, 'abcdef'],
		[['a', 'b', 'c'], 2, 'ab'],
		[['abc'], 10, 'abc'],
		[['abc'], 3, 'abc'],
		[[], 10, ''],
	])('of %p, %i bytes: takes nothing away', async (texts, bytes, beginning) => {
		const looked = await peek(withinLimits(pieces(...texts), limits, never), bytes);
		expect(looked.beginning.toString()).toBe(beginning);
		expect(await read(looked.all)).toBe(texts.join(''));
	});

	test('whoever gives up afterwards ends the source, too', async () => {
		const source = pieces('abc', 'def', 'ghi');
		const { all } = await peek(withinLimits(source, limits, never), 4);
		for await (const chunk of all) {
			expect(Buffer.from(chunk).toString()).toBe('abc');
			break;
		}
		expect(source.destroyed).toBe(true);
	});
});

test('two read side by side: neither gets ahead of the other', async () => {
	let taken = 0;
	async function* chunks() {
		for (; taken < 3; taken++) yield await Promise.resolve(Buffer.from(String(taken)));
	}
	const [one, other] = forTwo(chunks());
	const ahead = read(one);
	await other.next();
	await delay(50);
	// The first is there, the second waits to be asked for by both.
	expect(taken).toBe(0);
	expect(await read(other)).toBe('12');
	expect(await ahead).toBe('012');
});

test('both notice when it breaks off', async () => {
	async function* chunks() {
		yield await Promise.resolve(Buffer.from('a'));
		throw new Error('broken off');
	}
	const both = forTwo(chunks()).map(async (one) => await read(one));
	expect(await Promise.allSettled(both)).toMatchObject([
		{ reason: { message: 'broken off' } },
		{ reason: { message: 'broken off' } },
	]);
});

test.each([
	['Node’s own', Readable.from([])],
	['a subclass', new (class extends Readable {})()],
])('a stream is made after the model of one that is there: %s', async (_what, model) => {
	async function* chunks() {
		yield Buffer.from('abc');
		yield* [Buffer.from('def')];
		await Promise.resolve();
	}
	const stream = streamOf(chunks(), model);
	expect(stream).toBeInstanceOf(Readable);
	expect(await read(stream)).toBe('abcdef');
});

describe('the limits', () => {
	test('of size: just as much goes through, more breaks the request off', async () => {
		const reached: string[] = [];
		const note = (limit: string) => reached.push(limit);
		expect(await read(withinLimits(pieces('x'.repeat(100)), limits, note))).toHaveLength(100);
		expect(reached).toEqual([]);
		await expect(
			read(withinLimits(pieces('x'.repeat(60), 'x'.repeat(41)), limits, note)),
		).rejects.toThrow('more than 100 bytes');
		expect(reached).toEqual(['size']);
	});
});
