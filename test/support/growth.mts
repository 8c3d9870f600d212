/** Other work of the computer can only make a try slower: the quickest of them is nearest to the truth. */
const TRIES = 5;
const FACTOR = 16;
/** Between as many times as long, and the square of that. */
const BOUND = 64;
/** Too short to be told from nothing. */
const NOTHING_MS = 5;

/**
 * Whether work grows with its size, and not with the square of it. Time of the processor counts, as other programs take turns
 * with long work, and not with short work.
 *
 * @param work gets a size, and sixteen times as much
 */
export function growsInProportion(work: (size: number) => void, size: number): boolean {
	const quickestMs = [Infinity, Infinity];
	for (let tries = 0; tries < TRIES; tries++) {
		for (const [at, factor] of [1, FACTOR].entries()) {
			const begun = process.cpuUsage();
			work(factor * size);
			quickestMs[at] = Math.min(quickestMs[at], process.cpuUsage(begun).user / 1000);
		}
		// Another try would take too long.
		if (quickestMs[1] > 20_000) return false;
		if (quickestMs[1] < BOUND * Math.max(quickestMs[0], NOTHING_MS)) return true;
	}
	return false;
}
