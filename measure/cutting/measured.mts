/** The measured process: cuts and joins a video, and nothing else. Gets a Job as JSON, and sends a Taken to its parent. */
import { memoryDuring, type Memory } from '../memoryWatch.mts';
import { cut, cutsOf, joined } from './remuxer.mts';

/** What is to be cut and joined. */
export interface Job {
	source: string;
	/** A small video, cut and joined beforehand, so that a process is measured that is at work. */
	before: string;
	/** An empty folder. */
	folder: string;
	/** The file that is written in the end. */
	joined: string;
}

/** What it took. */
export interface Taken {
	cutS: number;
	joinS: number;
	memory: Memory;
	/** Where the node has cut, in seconds. */
	cuts: number[];
}

const job = JSON.parse(process.argv[2]) as Job;

await joined(await cut(job.before, job.folder), job.joined);
const taken = { cutS: 0, joinS: 0, cuts: [] as number[] };
const memory = await memoryDuring(async () => {
	const startedAt = performance.now();
	const pieces = await cut(job.source, job.folder);
	const cutAt = performance.now();
	await joined(pieces, job.joined);
	taken.joinS = (performance.now() - cutAt) / 1000;
	taken.cutS = (cutAt - startedAt) / 1000;
	taken.cuts = cutsOf(pieces);
});
process.send!({ ...taken, memory } satisfies Taken);
