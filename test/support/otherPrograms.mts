import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;
const KERNEL_THREADS = 2;

/** A running process, as `/proc/PID/stat` tells of it. */
interface Process {
	parent: number;
	/** Processor time of its own, and of its children that have ended. */
	usedMs: number;
}

/**
 * Counts the processor time that other programs take from a run: of all processes but this one, those it has started,
 * and Linux itself, and what other computers on the same machine have taken.
 */
export class OtherPrograms {
	/** What a run has started stays its own, also when what had started it has ended. */
	private readonly own = new Set([process.pid]);
	private before = new Map<number, number>();
	private stolenBeforeMs = 0;

	constructor() {
		this.usedMs();
	}

	/** The milliseconds of processor time since the last call. */
	usedMs(): number {
		const processes = readProcesses();
		this.findOwn(processes);
		const others = [...processes].filter(([id, { parent }]) => {
			return !this.own.has(id) && id !== KERNEL_THREADS && parent !== KERNEL_THREADS;
		});
		const now = new Map(others.map(([id, { usedMs }]) => [id, usedMs]));
		// What a process has used is added to its parent when it ends, so that only the sum of all grows steadily.
		const used = sumOf(now) - sumOf(this.before);
		const stolenMs = readStolenMs();
		const stolen = stolenMs - this.stolenBeforeMs;
		this.before = now;
		this.stolenBeforeMs = stolenMs;
		return Math.max(0, used) + stolen;
	}

	private findOwn(processes: Map<number, Process>): void {
		for (const id of this.own) if (!processes.has(id)) this.own.delete(id);
		// A child may be listed before its parent.
		let known = 0;
		while (known < this.own.size) {
			known = this.own.size;
			for (const [id, { parent }] of processes) if (this.own.has(parent)) this.own.add(id);
		}
	}
}

function readProcesses(): Map<number, Process> {
	const processes = new Map<number, Process>();
	for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		const process = readProcess(id);
		if (process !== undefined) processes.set(Number(id), process);
	}
	return processes;
}

function readProcess(id: string): Process | undefined {
	try {
		const text = readFileSync(`/proc/${id}/stat`, 'utf8');
		// The name before it, in brackets, may hold anything.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		const [, parent] = fields;
		const ticks = fields.slice(11, 15).map(Number);
		return { parent: Number(parent), usedMs: sum(ticks) * TICK_MS };
	} catch {
		return undefined; // It has just ended.
	}
}

function readStolenMs(): number {
	const [all] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
	return Number(all.split(/\s+/)[8]) * TICK_MS;
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const sumOf = (used: Map<number, number>): number => sum([...used.values()]);
