import { automaticMs, paceOfMs } from '../../../nodes/WanVideoEdit/wait/schedule';
import { extrapolatedEndMs } from '../../../nodes/WanVideoEdit/wait/watch';

export { CHECKS_PER_SECOND } from '../../../nodes/WanVideoEdit/shared/policies';

/** What is known when the next status check is planned. */
export interface Known {
	ageS: number;
	progress?: number;
}

/** When to check one task: gives the wait before each status check, in s. */
export type Asking = (known: Known) => number;

/** When to check tasks. */
export interface Schedule {
	name: string;
	/** @param random gives a number from 0 to 1 */
	begin: (random: () => number) => Asking;
}

/** This node's. */
export const automatic = (paceS: number): Schedule => ({
	name: `automatic, pace ${paceS} s`,
	begin: (random) => {
		const first = { atMs: 0, progress: 0 };
		let last = first;
		return ({ ageS, progress = last.progress }) => {
			const ageMs = ageS * 1000;
			if (progress !== last.progress) last = { atMs: ageMs, progress };
			const outlook = { ageMs, endsAtMs: extrapolatedEndMs(first, last) };
			return automaticMs(outlook, paceS * 1000, random()) / 1000;
		};
	},
});

/** This node's, in a process that waits for so many tasks. */
export const automaticOf = (tasks: number): Schedule => automatic(paceOfMs(tasks) / 1000);

export const fixed = (intervalS: number): Schedule => ({
	name: `every ${intervalS} s`,
	begin: () => () => intervalS,
});

/** Each wait one and a half times as long as the one before. */
export const backoff = (firstS: number, longestS: number): Schedule => ({
	name: `${firstS} → ${longestS} s`,
	begin: () => {
		let nextS = firstS / 1.5;
		return () => (nextS = Math.min(longestS, 1.5 * nextS));
	},
});
