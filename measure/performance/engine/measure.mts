import { join } from 'node:path';

import { startSimulator, type Simulator } from '../../../simulator/index.mts';
import { inFreshProcess } from '../../freshProcess.mts';
import { packInto } from '../packedPackage.mts';
import type { Cost, Job, Way } from './job.mts';

const SCRIPT = join(import.meta.dirname, 'measured.mts');

export const WAYS: Way[] = ['node', 'handBuilt', 'least', 'bare'];

/** What a run of some edits cost. */
export interface Row {
	way: Way;
	items: number;
	/** From the last task that was done at the service to the last video that was stored, in s. */
	addedS: number;
	/** Status checks for each edit, on average. */
	checks: number;
	/** The most status checks that came within one second. */
	checksAtOnce: number;
	/** For each edit, how long the JavaScript thread was busy, in ms. */
	busyMs: number;
	/** Time of the processor for each edit, in ms. */
	cpuMs: number;
	/** Memory for each edit in the middle of the wait, in bytes. */
	waitingBytes?: number;
}

/** As in an n8n whose settings nobody has changed, but in a file, which is removed with the instance's folder. */
const LOG = { N8N_LOG_LEVEL: 'info', N8N_LOG_OUTPUT: 'file' };

/** What is to be measured. */
export interface Size {
	/** How many edits one execution makes, each number in a row of its own. */
	itemCounts: number[];
	/** How long an edit takes at the service, in ms. */
	taskTimeMs: number;
	/** How many edits a process makes before it is measured. */
	warmUpItems: number;
}

/**
 * Makes edits in every way, each time in a process of its own.
 *
 * @param folder an empty one
 * @returns rows for time, and those of the most edits for the memory in the middle of the wait
 */
export async function measureRuns(
	folder: string,
	{ itemCounts, ...about }: Size,
): Promise<{ rows: Row[]; waiting: Row[] }> {
	const { folder: packageFolder } = packInto(folder, join(process.cwd(), 'node_modules'));
	const measureAll = async (items: number, memory: boolean) => {
		const rows: Row[] = [];
		for (const way of WAYS) {
			// As many as this node has just made.
			const { checks } = rows.find((row) => row.way === 'node') ?? { checks: 1 };
			const job = { way, items, memory, checks, packageFolder, ...about };
			rows.push(await measureRun(job));
		}
		return rows;
	};
	const rows: Row[] = [];
	for (const items of itemCounts) rows.push(...(await measureAll(items, false)));
	return { rows, waiting: await measureAll(Math.max(...itemCounts), true) };
}

async function measureRun(about: Omit<Job, 'service'>): Promise<Row> {
	const simulator = await startSimulator({ unlimitedQuota: true });
	try {
		const { url: apiUrl, apiKey, sampleUrl } = simulator;
		const job: Job = { ...about, service: { apiUrl, apiKey, sampleUrl } };
		const cost = await inFreshProcess<Cost>(SCRIPT, job, LOG);
		const { way, items } = about;
		// What was warmed up with came before.
		const tasks = [...simulator.tasks.values()].slice(-items);
		const row: Row = {
			way,
			items,
			addedS: (cost.endedAtMs - Math.max(...tasks.map((task) => task.finishedAtMs!))) / 1000,
			checks: tasks.reduce((sum, { polls }) => sum + polls, 0) / items,
			checksAtOnce: checksAtOnce(simulator, tasks),
			busyMs: cost.busyMs / items,
			cpuMs: cost.cpuMs / items,
			waitingBytes: cost.waitingBytes && cost.waitingBytes / items,
		};
		console.log(row);
		return row;
	} finally {
		await simulator.close();
	}
}

function checksAtOnce({ requests }: Simulator, tasks: Array<{ id: string }>): number {
	const paths = new Set(tasks.map(({ id }) => `/v1/tasks/${id}`));
	const times = requests.filter(({ path }) => paths.has(path)).map(({ atMs }) => atMs);
	const within = times.map((from) => times.filter((at) => at >= from && at < from + 1000).length);
	return Math.max(...within);
}
