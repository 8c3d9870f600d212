import { LONGEST_RETRY_AFTER_MS } from './backoff';
import type { Forecast } from './forecast';

/**
 * When to ask for a task, as pure functions. The automatic interval weighs questions against delay:
 *
 * - One value tunes it, the pace: the interval when nothing is known of a task.
 * - Tasks usually take 1–5 minutes (API contract §2). Before that, or a third of the service's own estimate
 *   if that is sooner, questions are rare; after that, intervals grow with the age of the task.
 * - While progress moves, its speed tells when the task will be done: the next question comes when most of
 *   that time has passed, so that questions get closer as the end does.
 * - Progress may lie. So no wait is longer than a few paces, and shorter where the end keeps moving away
 *   or is later than usual. Once it should have been there, waits double up to the pace.
 * - Every wait is a little shorter or longer, so that items that began together do not ask in step.
 * - The more tasks are waited for, the slower the pace: an account may ask 20 times a second (API contract §2).
 */

/** The pace of few tasks: if nothing is known, 25 questions in three minutes and 3 s of delay. */
const PACE_MS = 5_750;
/** What each task that is waited for adds to the pace of many. */
const PACE_OF_EACH_TASK_MS = 60;

const USUAL_FIRST_MS = 60_000;
const USUAL_LAST_MS = 5 * 60_000;
/** Of the service's estimate: hardly a task is done sooner. */
const EARLY_PART = 1 / 3;

/** At a pace slower than this part of the usual time, a first question before it brings too little. */
const WORTH_A_TRY = 1 / 4;

/** The longest waits, in paces: before a task is usually done, towards a believable end, and another. */
const TOO_EARLY = 5;
const TOWARDS_STEADY_END = 3.3;
const TOWARDS_OTHER_END = 1.6;
/** The longest wait for a task that is older than usual, in paces: its age may be a wrong clock. */
const LONG_OVERDUE = 6;
/** The shortest wait, in paces. */
const NEAR_THE_END = 0.2;
/** The part of the time until the expected end after which to look again. */
const PART_OF_THE_REST = 0.7;
/** By how much of itself a wait is shorter or longer. */
const JITTER = 0.1;

/** How many questions in a row may fail for a passing reason before the wait gives up. */
export const MOST_FAULTS_IN_A_ROW = 20;

/** One question may take this long, so that a stalled connection cannot hold the wait. */
export const QUESTION_TIMEOUT_MS = 30_000;

/** What bounds a wait. */
export interface Bounds {
	/** The user's Poll Interval, or the automatic one. */
	intervalMs: number;
	/** What the service asked for in its last answer. */
	retryAfterMs?: number;
	/** What is left of the user's Timeout. */
	leftMs: number;
}

/**
 * How long to wait before the next question: the interval, or longer if the service asks for it,
 * but never past the end of the user's Timeout. 0 when the time is up.
 */
export function nextWaitMs({ intervalMs, retryAfterMs = 0, leftMs }: Bounds): number {
	const wantedMs = Math.max(intervalMs, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
	return Math.max(0, Math.min(wantedMs, leftMs));
}

/** What is known of a task at the moment. */
export interface Outlook {
	/** How long ago it began. */
	ageMs: number;
	/** How long the service thinks that it takes. */
	estimateMs?: number;
	/** When it will be done, as its progress makes believe. */
	forecast?: Forecast;
}

/** The pace at which this many tasks are waited for at the same time, in ms. */
export const paceOfMs = (tasks: number): number => Math.max(PACE_MS, tasks * PACE_OF_EACH_TASK_MS);

/**
 * The automatic interval.
 *
 * @param random from 0 to 1
 */
export function automaticMs(outlook: Outlook, paceMs: number, random = Math.random()): number {
	return intervalMs(outlook, paceMs) * (1 + (2 * random - 1) * JITTER);
}

function intervalMs(outlook: Outlook, paceMs: number): number {
	const { ageMs, forecast } = outlook;
	const blindMs = blindIntervalMs(outlook, paceMs);
	if (forecast === undefined) return blindMs;

	const shortestMs = NEAR_THE_END * paceMs;
	const restMs = forecast.endsAtMs - ageMs;
	if (restMs <= 0) return clamp(-restMs, shortestMs, blindMs);
	const isBelievable = forecast.isSteady && forecast.endsAtMs <= USUAL_LAST_MS;
	const longestMs = (isBelievable ? TOWARDS_STEADY_END : TOWARDS_OTHER_END) * paceMs;
	return clamp(PART_OF_THE_REST * restMs, shortestMs, Math.max(longestMs, blindMs));
}

function blindIntervalMs({ ageMs, estimateMs = Infinity }: Outlook, paceMs: number): number {
	const firstMs = Math.min(USUAL_FIRST_MS, EARLY_PART * estimateMs);
	const isJustBegun = ageMs < paceMs / 2;
	if (isJustBegun) {
		const firstQuestionMs = paceMs < WORTH_A_TRY * firstMs ? paceMs : firstMs;
		return Math.max(firstQuestionMs - ageMs, NEAR_THE_END * paceMs);
	}
	if (ageMs < firstMs) return clamp(firstMs - ageMs, paceMs, TOO_EARLY * paceMs);
	return paceMs * clamp(ageMs / USUAL_LAST_MS, 1, LONG_OVERDUE);
}

const clamp = (value: number, least: number, most: number) =>
	Math.min(Math.max(value, least), most);
