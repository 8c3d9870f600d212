import { sleep } from 'n8n-workflow';

import { orStopped, pause } from './pause';

/**
 * The time between two questions, and how many may be without an answer. An account may ask 20 times a
 * second (API contract §2): 16 that leave, and as many that a busy network or service has held up.
 */
const SPACING_MS = 62;
const MOST_UNANSWERED = 4;
/** A question that hangs holds the others up for this long. */
const LONGEST_HOLD_MS = 1_000;

let line = Promise.resolve();
let lastAtMs = -Infinity;
/** For each of the latest questions: resolves when it holds the others up no longer. */
const unanswered: Array<Promise<void>> = [];

/**
 * Lines all questions of this n8n process up, however many items wait in however many executions, so that
 * the service gets no more of them in a second than it allows. Whoever is stopped leaves the line at once.
 *
 * @returns what to call when the question is answered
 */
export async function turnToAsk(stop?: AbortSignal): Promise<() => void> {
	let answered = () => {};
	line = line.then(async () => {
		if (unanswered.length === MOST_UNANSWERED) await orStopped(unanswered[0], stop);
		await pause(lastAtMs + SPACING_MS - performance.now(), stop);
		if (stop?.aborted) return;
		if (unanswered.length === MOST_UNANSWERED) unanswered.shift();
		unanswered.push(new Promise((resolve) => (answered = resolve)));
		void sleep(LONGEST_HOLD_MS).then(answered);
		lastAtMs = performance.now();
	});
	await orStopped(line, stop);
	return answered;
}
