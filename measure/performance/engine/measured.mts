/** The measured process: makes edits, and nothing else. Gets a Job as JSON, and sends a Cost to its parent. */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import axios from 'axios';

import { Engine } from '../../../n8n/engine/engine.mts';
import { n8nsOwnNodes } from '../../n8nsOwnNodes.mts';
import { bareRun } from './bare.mts';
import type { Cost, Job } from './job.mts';
import { LAST_NODE, workflowOf } from './workflow.mts';

/** How long an edit takes that is made beforehand. */
const WARM_UP_MS = 500;

const SETTLE_MS = 3_000;

const job = JSON.parse(process.argv[2]) as Job;
const { way, items, taskTimeMs, warmUpItems, memory, service } = job;

const LEAST_NODE = join(import.meta.dirname, 'leastNode');
const packages = { node: [], handBuilt: [n8nsOwnNodes()], least: [LEAST_NODE], bare: [] }[way];
const engine = await Engine.start(job.packageFolder, packages);
try {
	await editsTake(WARM_UP_MS);
	await run({ ...job, taskTimeMs: WARM_UP_MS }, warmUpItems);
	await editsTake(taskTimeMs);
	// Until what the run before has left is over, and cleared away.
	await delay(SETTLE_MS);

	const beforeBytes = memory ? heapBytes() : 0;
	const cpu = process.cpuUsage();
	const loop = performance.eventLoopUtilization();
	const running = run(job, items);
	let waitingBytes: number | undefined;
	if (memory) {
		await delay(taskTimeMs / 2);
		waitingBytes = heapBytes() - beforeBytes;
	}
	await running;
	const endedAtMs = Date.now();
	const { user, system } = process.cpuUsage(cpu);
	const busyMs = performance.eventLoopUtilization(loop).active;
	const cost: Cost = { endedAtMs, busyMs, cpuMs: (user + system) / 1000, waitingBytes };
	process.send!(cost);
} finally {
	await engine.stop();
}

async function run(job: Job, count: number): Promise<void> {
	if (way === 'bare') return await bareRun(job, count);
	const credential = { service: 'custom', baseUrl: service.apiUrl, apiKey: service.apiKey };
	const { data } = await engine.execute({
		workflow: workflowOf(job),
		credential,
		items: Array.from({ length: count }, (_, number) => ({ json: { number } })),
	}).ended;
	const { runData, error } = data.resultData;
	if (error) throw error;
	const videos = runData[LAST_NODE].flatMap((run) => run.data?.main[0] ?? []);
	if (videos.length !== count) throw new Error(`${videos.length} of ${count} videos came out`);
}

async function editsTake(taskTimeMs: number): Promise<void> {
	await axios.patch(`${service.apiUrl}/simulator/settings`, { taskTimeMs }, { proxy: false });
}

/** What is alive, without what only waits to be cleared away. */
function heapBytes(): number {
	setFlagsFromString('--expose-gc');
	const clear = runInNewContext('gc') as () => void;
	clear();
	clear();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
