import { setTimeout as delay } from 'node:timers/promises';

import type { HappenedAccident } from './caught.mts';
import type { Cluster } from './cluster.mts';

/** Something that happens to n8n while edits are made. */
export interface Accident {
	name: string;
	/** In seconds after the first edit came in. */
	atS: number;
	happen: (cluster: Cluster) => Promise<void>;
}

export const KILL: Accident = {
	name: 'a worker killed with -9',
	atS: 8,
	happen: async (cluster) => await cluster.killWorker(),
};

export const ACCIDENTS: Accident[] = [
	KILL,
	{ name: 'a worker stopped gently', atS: 22, happen: async (c) => await c.stopWorker() },
	{ name: 'the main restarted', atS: 45, happen: async (c) => await c.restartMain() },
	{ name: 'Redis restarted', atS: 70, happen: async (c) => await c.restartRedis() },
];

/** Lets accidents happen, each at its time. */
export async function happen(
	accidents: Accident[],
	cluster: Cluster,
	startMs: number,
): Promise<HappenedAccident[]> {
	const happened: HappenedAccident[] = [];
	for (const { name, atS, happen: make } of accidents) {
		await delay(Math.max(0, startMs + atS * 1000 - Date.now()));
		console.log(`  ${name}`);
		const beganAtMs = Date.now();
		await make(cluster);
		happened.push({ name, atS, beganAtMs, endedAtMs: Date.now(), caught: 0 });
	}
	return happened;
}
