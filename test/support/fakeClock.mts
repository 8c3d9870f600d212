import { afterAll, beforeAll, jest } from '@jest/globals';

/**
 * For a whole file: time passes only when a test lets it, so that no test depends on how busy the computer is. Also for
 * `AbortSignal.timeout`, which Jest leaves alone.
 */
export function fakeClock(): void {
	beforeAll(() => {
		jest.useFakeTimers();
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
			// As Node does.
			if (!Number.isInteger(ms) || ms < 0 || ms >= 2 ** 32) throw new RangeError(String(ms));
			const timeout = new AbortController();
			const { signal } = timeout;
			setTimeout(() => timeout.abort(new DOMException('timed out', 'TimeoutError')), ms);
			return signal;
		});
	});
	afterAll(() => {
		jest.restoreAllMocks();
		jest.useRealTimers();
	});
}

/** Lets this time pass, and everything that is due in it. */
export const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

/** Waits as a test without a fake clock would: somebody else must let the time pass. */
export const wait = async (ms: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Lets time pass until this has ended.
 *
 * @throws whatever `running` throws, or when nothing is left that could end it
 */
export async function ended<T>(running: Promise<T>): Promise<T> {
	let isOver = false;
	const over = () => (isOver = true);
	running.then(over, over);
	while (!isOver) {
		await pass(0);
		if (isOver) break;
		if (jest.getTimerCount() === 0) throw new Error('It waits for nothing, and would never end');
		await jest.advanceTimersToNextTimerAsync();
	}
	return await running;
}

/** How long this takes, in ms. */
export async function lasted(running: () => Promise<unknown>): Promise<number> {
	const beginMs = performance.now();
	await ended(running());
	return performance.now() - beginMs;
}
