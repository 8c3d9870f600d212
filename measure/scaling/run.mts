import { setTimeout as delay } from 'node:timers/promises';

import axios from 'axios';

import type { SimulatedTask } from '../../simulator/index.mts';
import { caughtBy, type HappenedAccident } from './caught.mts';
import type { Cluster } from './cluster.mts';
import type { Receiver } from './receiver.mts';
import { workflowsOf, type Way } from './ways.mts';

/** How many edits a second come in. */
export const EDITS_PER_S = 8;
/** What happens to n8n while edits are made, in seconds after the first one came in. */
export const ACCIDENTS = [
	{ name: 'a worker killed with -9', atS: 8, happen: async (c: Cluster) => await c.killWorker() },
	{ name: 'a worker stopped gently', atS: 22, happen: async (c: Cluster) => await c.stopWorker() },
	{ name: 'the main restarted', atS: 45, happen: async (c: Cluster) => await c.restartMain() },
	{ name: 'Redis restarted', atS: 70, happen: async (c: Cluster) => await c.restartRedis() },
];

/** What one way did with its edits. */
export interface Result {
	way: string;
	/** Whether a waiting edit holds a slot of a worker. */
	holdsSlot: boolean;
	edits: number;
	billed: number;
	/** Edits whose video arrived. */
	finished: number;
	/** Edits that were started again, with the same Idempotency Key. */
	startedAgain: number;
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

/** Sends edits through a way, with or without accidents, until all videos have arrived. */
export async function run(
	way: Way,
	cluster: Cluster,
	receiver: Receiver,
	{ edits, accidents }: { edits: number; accidents: boolean },
): Promise<Result> {
	const { rest, simulator } = cluster;
	const path = `edits-${way.name.replaceAll(' ', '-')}-${edits}`.toLowerCase();
	const workflows = [];
	for (const workflow of await workflowsOf(way, cluster, path, receiver.url)) {
		const stored = await rest.importWorkflow(workflow);
		await rest.activate(stored);
		workflows.push(stored);
	}
	const address = `${rest.origin}/webhook/${path}`;
	const tasksBefore = simulator.tasks.size;
	const billedBefore = simulator.ledger.billed;
	const twiceBefore = receiver.twice;
	const tasks = () => [...simulator.tasks.values()].slice(tasksBefore);
	const finished = () => tasks().filter(({ id }) => receiver.arrivedAtMs.has(id));
	const memory = await watch(cluster, () => tasks().filter(({ state }) => state === 'running'));

	const startMs = Date.now();
	const sentAtMs = new Map<string, number>();
	const happening = accidents ? happen(cluster, startMs) : Promise.resolve([]);
	for (let number = 0; number < edits; number++) {
		const id = `${path}-${number}`;
		await send(address, id, simulator.sampleUrl);
		sentAtMs.set(id, Date.now());
		await delay(Math.max(0, startMs + (number * 1000) / EDITS_PER_S - Date.now()));
	}
	const happened = await happening;

	let startedAgain = 0;
	for (let seen = -1, quietSinceMs = Date.now(); finished().length < edits; await delay(1000)) {
		if (finished().length !== seen) quietSinceMs = Date.now();
		seen = finished().length;
		if (Date.now() - quietSinceMs < way.quietS * 1000) continue;
		if (startedAgain > edits) break;
		const ofEdit = new Map(tasks().map((task) => [task.body.prompt, task]));
		for (const [id, atMs] of sentAtMs) {
			const task = ofEdit.get(id);
			if (task !== undefined && receiver.arrivedAtMs.has(task.id)) continue;
			const accident = caughtBy(atWorkMs(way, atMs, task, cluster), happened);
			if (accident !== undefined) accident.caught++;
			await send(address, id, simulator.sampleUrl);
			startedAgain++;
		}
		quietSinceMs = Date.now();
	}
	const { idleBytes, peakBytes, atOnce } = memory.end();
	for (const workflow of workflows) await rest.deactivate(workflow);
	const arrived = finished().map(({ id }) => receiver.arrivedAtMs.get(id)!);
	return {
		way: way.name,
		holdsSlot: way.holdsSlot ?? false,
		edits,
		billed: simulator.ledger.billed - billedBefore,
		finished: arrived.length,
		startedAgain,
		accidents: happened,
		twice: receiver.twice - twiceBefore,
		seconds: (Math.max(...arrived) - startMs) / 1000,
		delaysS: finished()
			.map(({ id, finishedAtMs }) => (receiver.arrivedAtMs.get(id)! - finishedAtMs!) / 1000)
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

async function happen(cluster: Cluster, startMs: number): Promise<HappenedAccident[]> {
	const happened = [];
	for (const { name, atS, happen: make } of ACCIDENTS) {
		await delay(Math.max(0, startMs + atS * 1000 - Date.now()));
		console.log(`  ${name}`);
		const beganAtMs = Date.now();
		await make(cluster);
		happened.push({ name, beganAtMs, endedAtMs: Date.now(), caught: 0 });
	}
	return happened;
}

/** When an edit's execution was at work, or was to wake and go on working, in ms since 1970. */
function atWorkMs(
	{ sleepS }: Way,
	sentAtMs: number,
	task: SimulatedTask | undefined,
	{ simulator }: Cluster,
): number[] {
	if (task === undefined) return [sentAtMs];
	const asked = simulator.requests.filter(({ path }) => path.endsWith(task.id));
	const lastMs = asked.at(-1)?.atMs ?? task.acceptedAtMs;
	return sleepS === undefined
		? [lastMs]
		: [lastMs, task.finishedAtMs ?? lastMs, lastMs + sleepS * 1000];
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
