import { sleep } from 'n8n-workflow';

import { orStopped, pause } from './pause';

/** An account may ask this often within one second (API contract §2). */
const MOST_IN_A_SECOND = 20;
/** A second, and a little because clocks and timers are not exact. */
const SECOND_MS = 1_010;
/** Apart from each other, so that they do not all come at the beginning of a second. */
const SPACING_MS = 50;
/** A question without an answer counts for this long. */
const LONGEST_COUNT_MS = 10_000;

let line = Promise.resolve();
let lastAtMs = -Infinity;
/** How many questions have no answer yet, or have had it for less than a second. */
let counted = 0;
/** Tells the first in the line that one counts no longer. */
let oneLess = () => {};

/**
 * Lines all questions of this n8n process up, however many items wait in however many executions, so that
 * the service gets no more of them in a second than it allows. A question counts until a second after its
 * answer: whatever holds it up on its way, all that may arrive in the same second count when it leaves.
 * Whoever is stopped leaves the line at once.
 *
 * @returns what to call when the question is answered
 */
export async function turnToAsk(stop?: AbortSignal): Promise<() => void> {
	let answered = () => {};
	line = line.then(async () => {
		while (counted === MOST_IN_A_SECOND && !stop?.aborted) {
			await orStopped(new Promise((resolve) => (oneLess = resolve)), stop);
		}
		await pause(lastAtMs + SPACING_MS - performance.now(), stop);
		if (stop?.aborted) return;
		lastAtMs = performance.now();
		answered = count();
	});
	await orStopped(line, stop);
	return answered;
}

/** Counts a question that leaves, until a second after the answer. */
function count(): () => void {
	counted++;
	let isAnswered = false;
	const answered = () => {
		if (isAnswered) return;
		isAnswered = true;
		void sleep(SECOND_MS).then(() => {
			counted--;
			oneLess();
		});
	};
	void sleep(LONGEST_COUNT_MS).then(answered);
	return answered;
}
