import { setTimeout as delay } from 'node:timers/promises';

import axios from 'axios';

import type { ImportedWorkflow } from '../../n8n/server/n8nRest.mts';
import { happen, type Accident } from './accidents.mts';
import { atWorkMs, caughtBy, type HappenedAccident } from './caught.mts';
import type { Cluster } from './cluster.mts';
import type { Receiver } from './receiver.mts';
import type { Rescue } from './rescue.mts';
import { quietS, workflowsOf, type Way } from './ways.mts';

/** How many edits a second come in. */
export const EDITS_PER_S = 8;

/** What one way did with its edits. */
export interface Result {
	way: string;
	/** Whether a waiting edit holds a slot of a worker. */
	holdsSlot: boolean;
	edits: number;
	billed: number;
	/** Edits whose video arrived. */
	finished: number;
	/** Edits that a workflow started again by itself, with the same Idempotency Key. */
	startedItself: number;
	/** Edits that were started again by hand, with the same Idempotency Key. */
	startedByHand: number;
	/** What happened, and how many executions each accident caught. */
	accidents: HappenedAccident[];
	/** Videos that arrived more than once. */
	twice: number;
	/** From the first edit that came in to the last video that arrived, in s. */
	seconds: number;
	/** From "done at the service" to "done in the workflow", in s, in order. */
	delaysS: number[];
	/** Of all processes of n8n, before and at most, in bytes. */
	idleBytes: number;
	peakBytes: number;
	/** The most edits that were on their way at the service at the same time. */
	atOnce: number;
}

/** What comes in, and what happens meanwhile. */
export interface Plan {
	edits: number;
	accidents: Accident[];
	rescue: Rescue;
}

/** Sends edits through a way until all videos have arrived. */
export async function run(
	way: Way,
	cluster: Cluster,
	receiver: Receiver,
	{ edits, accidents, rescue }: Plan,
): Promise<Result> {
	const { rest, simulator } = cluster;
	const path = `edits-${way.name.replaceAll(' ', '-')}-${edits}-${accidents.length}`.toLowerCase();
	const webhook = `${rest.origin}/webhook/${path}`;
	const workflows: ImportedWorkflow[] = [];
	const to = { path, webhook, receiver: receiver.url };
	for (const workflow of await workflowsOf(way, cluster, to, rescue)) {
		const stored = await rest.importWorkflow(workflow);
		await rest.activate(stored);
		workflows.push(stored);
	}
	const isOurs = (id: string) => id.startsWith(`${path}-`);
	const tasks = () => [...simulator.tasks.values()].filter(({ body }) => isOurs(String(body.prompt)));
	const arrivals = () => tasks().flatMap(({ id }) => receiver.arrivalsMs.get(id)?.slice(0, 1) ?? []);
	const hasArrived = (id: string) =>
		tasks().some((task) => task.body.prompt === id && receiver.arrivalsMs.has(task.id));
	const memory = await watch(cluster, () => tasks().filter(({ state }) => state === 'running'));

	const startMs = Date.now();
	const sentAtMs = new Map<string, number>();
	const happening = happen(accidents, cluster, startMs);
	const sending = Array.from({ length: edits }, async (_, number) => {
		await delay((number * 1000) / EDITS_PER_S);
		const id = `${path}-${number}`;
		await send(webhook, id, simulator.sampleUrl);
		sentAtMs.set(id, Date.now());
	});
	const [happened] = await Promise.all([happening, ...sending]);

	const byHandMs = new Map<string, number>();
	for (let seen = -1, quietSinceMs = Date.now(); arrivals().length < edits; await delay(1000)) {
		if (arrivals().length !== seen) quietSinceMs = Date.now();
		seen = arrivals().length;
		if (Date.now() - quietSinceMs < quietS(way, rescue) * 1000) continue;
		const missing = [...sentAtMs.keys()].filter((id) => !hasArrived(id));
		if (missing.every((id) => byHandMs.has(id))) break;
		for (const id of missing) {
			await send(webhook, id, simulator.sampleUrl);
			byHandMs.set(id, Date.now());
		}
		quietSinceMs = Date.now();
	}
	const { idleBytes, peakBytes, atOnce } = memory.end();
	for (const workflow of workflows) await rest.deactivate(workflow);

	const itselfMs = [...receiver.againMs].filter(([id]) => isOurs(id));
	const again = new Map(itselfMs.map(([id, [firstMs]]) => [id, firstMs]));
	for (const [id, atMs] of byHandMs) if (!again.has(id)) again.set(id, atMs);
	for (const [id, againMs] of again) {
		const task = tasks().find(({ body }) => body.prompt === id);
		const moments = atWorkMs(way, sentAtMs.get(id)!, task, againMs, simulator);
		const accident = caughtBy(moments, happened);
		if (accident !== undefined) accident.caught++;
	}
	const ids = new Set(tasks().map(({ id }) => id));
	return {
		way: way.name,
		holdsSlot: way.holdsSlot ?? false,
		edits,
		billed: simulator.ledger.entries.filter(({ taskId }) => ids.has(taskId)).length,
		finished: [...sentAtMs.keys()].filter(hasArrived).length,
		startedItself: itselfMs.length,
		startedByHand: byHandMs.size,
		accidents: happened,
		twice: tasks().filter(({ id }) => (receiver.arrivalsMs.get(id)?.length ?? 0) > 1).length,
		seconds: (Math.max(...arrivals()) - startMs) / 1000,
		delaysS: tasks()
			.filter(({ id }) => receiver.arrivalsMs.has(id))
			.map(({ id, finishedAtMs }) => (receiver.arrivalsMs.get(id)![0] - finishedAtMs!) / 1000)
			.sort((a, b) => a - b),
		idleBytes,
		peakBytes,
		atOnce,
	};
}

/** The sender is somebody else's program: it tries again until n8n has taken the edit. */
async function send(address: string, id: string, videoUrl: string): Promise<void> {
	const body = { id, prompt: id, videoUrl };
	for (;;) {
		const { status } = await axios
			.post(address, body, { proxy: false, timeout: 10_000, validateStatus: () => true })
			.catch(() => ({ status: 0 }));
		if (status === 200) return;
		await delay(1000);
	}
}

/** Watches memory, and how many edits are made at the same time. */
async function watch(cluster: Cluster, running: () => unknown[]) {
	const idleBytes = await cluster.memoryBytes();
	let peakBytes = idleBytes;
	let atOnce = 0;
	const timer = setInterval(() => {
		atOnce = Math.max(atOnce, running().length);
		cluster.memoryBytes().then(
			(bytes) => (peakBytes = Math.max(peakBytes, bytes)),
			() => {},
		);
	}, 1000);
	return {
		end: () => {
			clearInterval(timer);
			return { idleBytes, peakBytes, atOnce };
		},
	};
}
