import { setTimeout as delay } from 'node:timers/promises';

import type { Outcome } from '../workbench.mts';

/** How a story ended: with the video, once a person has done what the messages said. */
export interface Ending {
	/** Tasks that the service accepted. */
	tasks: number;
	/** Those of them that are billed and not refunded. */
	paid: number;
	/** The requests of the node. */
	requests: number;
}

/** Longer than the pause between two status checks. */
const QUIET_MS = 2_500;
/** On a busy computer requests that left before Stop arrive in several of these times. */
const MOST_LATE_TIMES = 4;
const STAGGER_MS = 30;

/** After Stop an execution ends within this time. */
export const STOPS_WITHIN_MS = 60_000;

/** More than any story needs to use up its faults. */
export const MOST_RESCUES = 25;

/** Whether no requests arrive any more. */
export async function getsQuiet(requests: () => number): Promise<boolean> {
	await delay(QUIET_MS);
	for (let times = 0; times < MOST_LATE_TIMES; times++) {
		const before = requests();
		await delay(QUIET_MS);
		if (requests() === before) return true;
	}
	return false;
}

/** Why an edit failed; '' when it did not. A row says more than the error of an execution that was stopped. */
export function messageOf({ error, items: [row] }: Outcome): string {
	if (row === undefined) return error?.message ?? '';
	return (row.json.error as string | undefined) ?? '';
}

/** @throws with the whole story when a promise is broken */
export function check(
	holds: boolean,
	promise: string,
	{ mark, story }: { mark: string; story: object },
	outcome: Outcome,
): void {
	if (holds) return;
	const told = JSON.stringify(story).replace(/x{9,}/g, '…');
	throw new Error(
		`Not kept: ${promise}. "${mark}" was ${told} and ended with "${messageOf(outcome)} | ${outcome.error?.description}"`,
	);
}

/** Lets edits live side by side, some at once, and gives their endings in order. */
export async function liveSideBySide<Story>(
	all: Story[],
	{ atOnce }: { atOnce: number },
	live: (mark: string, story: Story) => Promise<Ending>,
): Promise<Ending[]> {
	const endings: Ending[] = [];
	let next = 0;
	const lane = async (_: unknown, number: number) => {
		// All at the same moment would keep each other from being stopped in time.
		await delay(number * STAGGER_MS);
		for (let story = next++; story < all.length; story = next++) {
			endings[story] = await live(`story ${story}`, all[story]);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	return endings;
}
