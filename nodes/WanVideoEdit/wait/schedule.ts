import { CHECKS_PER_SECOND, WAIT } from '../shared/policies';

/**
 * When to check, as pure functions. The automatic interval weighs checks against delay:
 *
 * - One value tunes it, the pace: the interval when nothing is known of a task.
 * - Tasks rarely take less than a minute (API §2). Before that, checks are rare; after five minutes,
 *   intervals grow with the age of the task.
 * - While progress moves, its speed tells when the task will be done: the next check comes when most of
 *   that time has passed, so that checks get closer as the end does.
 * - Progress may lie. So no interval is longer than a few paces, and shorter towards an end that is later
 *   than that. Once the end should have been there, intervals double up to the pace.
 * - Every interval is a little shorter or longer, so that items that began together do not check in step.
 * - The more tasks are waited for, the slower the pace: an account has a limit.
 */

/** The pace of few tasks: if nothing is known, 25 checks in three minutes and 3 s of delay. */
const PACE_MS = 5_750;
/** What each task that is waited for adds to the pace of many. */
const PACE_OF_EACH_TASK_MS = 1_200 / CHECKS_PER_SECOND;

const USUAL_FIRST_MS = 60_000;
const USUAL_LAST_MS = 5 * 60_000;

/** At a pace slower than this part of the usual time, a first check before it brings too little. */
const WORTH_A_TRY = 1 / 4;

/** The longest intervals, in paces: before a task is usually done, and towards an end. */
const TOO_EARLY = 5;
const TOWARDS_END = 3;
const TOWARDS_LATE_END = 1.5;
/** The longest interval for a task that is older than usual, in paces: its age may be a wrong clock. */
const LONG_OVERDUE = 6;
/** The shortest interval, in paces. */
const NEAR_THE_END = 0.2;
/** The part of the time until the expected end after which to check. */
const PART_OF_THE_REST = 0.7;
/** By how much of itself an interval is shorter or longer. */
const JITTER = 0.1;

/** What bounds a wait between two checks. */
export interface Bounds {
	/** The user's Poll Interval, or the automatic one. */
	intervalMs: number;
	/** What the service asked for in its last answer. */
	retryAfterMs?: number;
	/** What is left of the user's Timeout. */
	leftMs: number;
}

/**
 * How long to wait before the next check: the interval, or longer if the service asks for it, but never
 * past the end of the user's Timeout. 0 when the time is up.
 */
export function nextWaitMs({ intervalMs, retryAfterMs = 0, leftMs }: Bounds): number {
	const wantedMs = Math.max(intervalMs, Math.min(retryAfterMs, WAIT.longestPauseMs));
	return Math.max(0, Math.min(wantedMs, leftMs));
}

/** What is known of a task at the moment. */
export interface Outlook {
	/** How long ago it began. */
	ageMs: number;
	/** The age at which it will be done, as its progress makes believe. */
	endsAtMs?: number;
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

function intervalMs({ ageMs, endsAtMs }: Outlook, paceMs: number): number {
	const blindMs = blindIntervalMs(ageMs, paceMs);
	if (endsAtMs === undefined) return blindMs;

	const shortestMs = NEAR_THE_END * paceMs;
	const restMs = endsAtMs - ageMs;
	if (restMs <= 0) return clamp(-restMs, shortestMs, blindMs);
	const longestMs = (endsAtMs <= USUAL_LAST_MS ? TOWARDS_END : TOWARDS_LATE_END) * paceMs;
	return clamp(PART_OF_THE_REST * restMs, shortestMs, Math.max(longestMs, blindMs));
}

function blindIntervalMs(ageMs: number, paceMs: number): number {
	const isJustBegun = ageMs < paceMs / 2;
	if (isJustBegun) {
		const firstCheckMs = paceMs < WORTH_A_TRY * USUAL_FIRST_MS ? paceMs : USUAL_FIRST_MS;
		return Math.max(firstCheckMs - ageMs, NEAR_THE_END * paceMs);
	}
	if (ageMs < USUAL_FIRST_MS) return clamp(USUAL_FIRST_MS - ageMs, paceMs, TOO_EARLY * paceMs);
	return paceMs * clamp(ageMs / USUAL_LAST_MS, 1, LONG_OVERDUE);
}

const clamp = (value: number, least: number, most: number) =>
	Math.min(Math.max(value, least), most);
