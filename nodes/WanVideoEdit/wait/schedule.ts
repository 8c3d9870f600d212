import { LONGEST_RETRY_AFTER_MS } from './backoff';

/**
 * When to ask for a task, as pure functions of time. Tasks usually take 1–5 minutes, and the model
 * itself suggests a question every 15 s (API contract §2).
 */

/** Hardly a task is done sooner, so the first question comes after this. */
export const FIRST_WAIT_MS = 8_000;

/** The automatic interval grows with the time already waited. */
const AUTOMATIC_INTERVALS = [
	{ untilMs: 2 * 60_000, intervalMs: 5_000 },
	{ untilMs: 10 * 60_000, intervalMs: 10_000 },
	{ untilMs: Infinity, intervalMs: 20_000 },
];

/** How many questions in a row may fail for a passing reason before the wait gives up. */
export const MOST_FAULTS_IN_A_ROW = 20;

/** One question may take this long, so that a stalled connection cannot hold the wait. */
export const QUESTION_TIMEOUT_MS = 30_000;

export interface Moment {
	/** How many questions were asked before. */
	asked: number;
	/** Time since the wait began. */
	elapsedMs: number;
	/** The user's Timeout. */
	timeoutMs: number;
	/** The user's Poll Interval; `undefined` = automatic. */
	pollIntervalMs?: number;
	/** What the service asked for in its last answer. */
	retryAfterMs?: number;
}

/**
 * How long to wait before the next question: the interval, or longer if the service asks for it,
 * but never past the end of the user's Timeout. 0 when the time is up.
 */
export function nextWaitMs(moment: Moment): number {
	const { elapsedMs, timeoutMs, pollIntervalMs, retryAfterMs = 0 } = moment;
	const intervalMs = pollIntervalMs ?? automaticIntervalMs(moment);
	const wantedMs = Math.max(intervalMs, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
	return Math.max(0, Math.min(wantedMs, timeoutMs - elapsedMs));
}

function automaticIntervalMs({ asked, elapsedMs }: Moment): number {
	if (asked === 0) return FIRST_WAIT_MS;
	return AUTOMATIC_INTERVALS.find(({ untilMs }) => elapsedMs < untilMs)!.intervalMs;
}
