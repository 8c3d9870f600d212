import { StallWatch } from './stallWatch';

/** A file on its way, piece by piece. */
export type Chunks = AsyncGenerator<Uint8Array, void>;

interface Limits {
	mostBytes: number;
	/** How long nothing may arrive. */
	stalledMs: number;
}

/**
 * Passes on what arrives, within limits. It counts what has been decompressed: few bytes can become many.
 *
 * @param breakOff called when a limit is reached; it must end the request
 */
export async function* withinLimits(
	stream: AsyncIterable<Uint8Array>,
	{ mostBytes, stalledMs }: Limits,
	breakOff: (limit: 'size' | 'stalled') => void,
): Chunks {
	let bytes = 0;
	const watch = new StallWatch(stalledMs, () => breakOff('stalled'));
	try {
		for await (const chunk of stream) {
			bytes += chunk.length;
			if (bytes > mostBytes) {
				breakOff('size');
				throw new Error(`more than ${mostBytes} bytes`);
			}
			// Whoever stores it may take long.
			watch.rest();
			yield chunk;
			watch.moved();
		}
	} finally {
		watch.end();
	}
}

/**
 * Looks at the beginning of what arrives.
 *
 * @param mostBytes about how much to look at
 * @returns the first bytes, and all of it, these included
 */
export async function peek(
	chunks: Chunks,
	mostBytes: number,
): Promise<{ beginning: Buffer; all: Chunks }> {
	const first: Uint8Array[] = [];
	let bytes = 0;
	while (bytes < mostBytes) {
		const { value } = await chunks.next();
		if (value === undefined) break;
		first.push(value);
		bytes += value.length;
	}
	return { beginning: Buffer.concat(first), all: inOrder(first, chunks) };
}

async function* inOrder(first: Uint8Array[], others: Chunks): Chunks {
	try {
		yield* first;
		yield* others;
	} finally {
		await others.return();
	}
}

/**
 * Lets two read what arrives, side by side: the next piece comes when both have asked for it, so that neither has to
 * wait in memory for the other. When one leaves early, the other waits for ever: whoever waits for both is to end with
 * the first that fails.
 */
export function forTwo(chunks: Chunks): [one: Chunks, other: Chunks] {
	type Next = IteratorResult<Uint8Array, void>;
	let waiting: Array<(next: Promise<Next>) => void> = [];
	const ask = async () =>
		await new Promise<Next>((resolve) => {
			waiting.push(resolve);
			if (waiting.length < 2) return;
			const next = chunks.next();
			for (const give of waiting) give(next);
			waiting = [];
		});
	async function* read(): Chunks {
		for (let next = await ask(); !next.done; next = await ask()) yield next.value;
	}
	return [read(), read()];
}
