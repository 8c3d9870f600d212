import { sleep } from 'n8n-workflow';

import { orStopped, pause } from './pause';

/** An account may ask this often within one second (API contract §2). */
const MOST_IN_A_SECOND = 20;
/** A second, and a little because clocks and timers are not exact. */
const SECOND_MS = 1_010;
/** Apart from each other, so that they do not all come at the beginning of a second. */
const SPACING_MS = 50;
/** A question that hangs holds the others up for this long. */
const LONGEST_HOLD_MS = 5_000;

/** A question that has left. */
interface Left {
	/** Resolves when it is answered, or holds the others up no longer. */
	over: Promise<void>;
	/** When that was. */
	overAtMs: number;
}

let line = Promise.resolve();
let lastAtMs = -Infinity;
const latest: Left[] = [];

/**
 * Lines all questions of this n8n process up, however many items wait in however many executions, so that
 * the service gets no more of them in a second than it allows: each leaves a second after the one twenty
 * before was answered, and so has reached the service, however slow the way to it is. Whoever is stopped
 * leaves the line at once.
 *
 * @returns what to call when the question is answered
 */
export async function turnToAsk(stop?: AbortSignal): Promise<() => void> {
	let answered = () => {};
	line = line.then(async () => {
		const before = latest.length === MOST_IN_A_SECOND ? latest[0] : undefined;
		if (before) {
			await orStopped(before.over, stop);
			await pause(before.overAtMs + SECOND_MS - performance.now(), stop);
		}
		await pause(lastAtMs + SPACING_MS - performance.now(), stop);
		if (stop?.aborted) return;
		if (before) latest.shift();
		answered = leave();
		lastAtMs = performance.now();
	});
	await orStopped(line, stop);
	return answered;
}

/** Notes a question that leaves. */
function leave(): () => void {
	let answered = () => {};
	const left: Left = {
		over: new Promise((resolve) => {
			answered = () => {
				if (left.overAtMs === Infinity) left.overAtMs = performance.now();
				resolve();
			};
		}),
		overAtMs: Infinity,
	};
	latest.push(left);
	void sleep(LONGEST_HOLD_MS).then(answered);
	return answered;
}
