import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Flavour } from './workflows.mts';

/** The long run of random sequences of a workflow. */
export interface RandomRun {
	sequences: number;
	seed: number;
	/** Tasks that the service has accepted. */
	tasks: number;
	/** Those that are billed and not refunded. */
	paid: number;
	/** Requests of the node. */
	requests: number;
}

/** Those of each workflow. */
export type RandomRuns = Partial<Record<Flavour, RandomRun>>;

/**
 * Each process has accounts of its own, of which the node checks so many tasks in a second and no more: several for each
 * processor keep it busy while the sequences wait.
 */
const PROCESSES_PER_CORE = 2;

const SCRIPT = join(import.meta.dirname, 'sequences.mts');

/**
 * Runs random sequences of a workflow, spread over processes.
 *
 * @param processes how many; as fits the computer unless given
 * @throws when one of them breaks a promise of the node, with its story
 */
export async function randomRun(
	flavour: Flavour,
	sequences: number,
	seed: number,
	processes = availableParallelism() * PROCESSES_PER_CORE,
): Promise<RandomRun> {
	const share = Math.ceil(sequences / processes);
	const failure = new AbortController();
	const parts = Array.from({ length: processes }, async (_, number) => {
		const args = ['--import', 'tsx', SCRIPT, flavour, String(share), String(seed + number)];
		const { signal } = failure;
		try {
			const { stdout } = await promisify(execFile)(process.execPath, args, { signal });
			return JSON.parse(stdout) as Pick<RandomRun, 'tasks' | 'paid' | 'requests'>;
		} catch (error) {
			// The others would go on for nothing.
			failure.abort();
			throw error;
		}
	});
	const done = await Promise.all(parts);
	const sum = (key: 'tasks' | 'paid' | 'requests') =>
		done.reduce((total, part) => total + part[key], 0);
	return {
		sequences: share * processes,
		seed,
		tasks: sum('tasks'),
		paid: sum('paid'),
		requests: sum('requests'),
	};
}
