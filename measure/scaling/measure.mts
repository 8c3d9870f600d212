import { styleText } from 'node:util';

import { ACCIDENTS, KILL } from './accidents.mts';
import type { Cluster } from './cluster.mts';
import type { Receiver } from './receiver.mts';
import { RESCUE, type Rescue } from './rescue.mts';
import { run, type Plan, type Result } from './run.mts';
import { WAYS, type Way } from './ways.mts';

/** How much is measured. */
export interface Amounts {
	/** How many edits go through each way without accidents, and with them. */
	calm: number;
	hit: number;
	/** How long an edit takes at the service, in s. */
	taskTimeS: number;
	/** How many workers n8n has. */
	workers: number;
}

/** What each way did. */
export interface Results {
	/** Without accidents. */
	calm: Result[];
	/** With them. */
	hit: Result[];
}

/** @param only the ways whose name holds this text */
export async function measureWays(
	cluster: Cluster,
	receiver: Receiver,
	amounts: Amounts,
	only: string,
): Promise<Results> {
	const results: Results = { calm: [], hit: [] };
	for (const way of WAYS.filter(({ name }) => name.includes(only))) {
		const measure = async (edits: number, accidents: Plan['accidents']) =>
			await runAndTell(way, cluster, receiver, { edits, accidents, rescue: RESCUE });
		results.calm.push(await measure(amounts.calm, []));
		results.hit.push(await measure(amounts.hit, ACCIDENTS));
	}
	return results;
}

const QUICK_EDITS = 4;
/** Longer than an edit takes that waits in the node. */
const QUICK_RESCUE: Rescue = { afterS: 20, everyS: 10 };

/** The least that goes through all of the code: the ways side by side, and a kill for the first one. */
export async function measureQuickly(cluster: Cluster, receiver: Receiver): Promise<Results> {
	const measure = async (way: Way, about: Partial<Plan>) =>
		await runAndTell(way, cluster, receiver, {
			edits: QUICK_EDITS,
			accidents: [],
			rescue: RESCUE,
			...about,
		});
	const calm = await Promise.all(WAYS.map(async (way) => await measure(way, {})));
	const accidents = [{ ...KILL, atS: 2 }];
	const hit = [await measure(WAYS[0], { accidents, rescue: QUICK_RESCUE })];
	return { calm, hit };
}

async function runAndTell(
	way: Way,
	cluster: Cluster,
	receiver: Receiver,
	plan: Plan,
): Promise<Result> {
	const result = await run(way, cluster, receiver, plan);
	const { finished, edits, billed, startedItself, startedByHand, seconds } = result;
	console.log(styleText('bold', `${way.name}${plan.accidents.length > 0 ? ', with accidents' : ''}`));
	console.log(
		`  ${finished} of ${edits} finished, ${billed} billed, ${startedItself} started again by a workflow, ${startedByHand} by hand, ${Math.round(seconds)} s`,
	);
	return result;
}
