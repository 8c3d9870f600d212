/** Other work of the computer can only make a try slower: the quickest of them is nearest to the truth. */
const TRIES = 5;
/** Too short to be told from nothing. */
const NOTHING_MS = 5;

/**
 * Whether work grows with its size, and not with its square. Who waits for other programs of the computer is tried again.
 *
 * @param work gets a size: some thousand, and eight times as much
 */
export function growsInProportion(work: (size: number) => void, size: number): boolean {
	const quickestMs = [Infinity, Infinity];
	for (let tries = 0; tries < TRIES; tries++) {
		for (const [at, factor] of [1, 8].entries()) {
			const beginMs = performance.now();
			work(factor * size);
			quickestMs[at] = Math.min(quickestMs[at], performance.now() - beginMs);
		}
		// Between eight times as long and sixty-four times.
		if (quickestMs[1] < 24 * Math.max(quickestMs[0], NOTHING_MS)) return true;
	}
	return false;
}
