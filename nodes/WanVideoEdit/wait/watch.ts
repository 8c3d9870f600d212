import type { Task } from '../service/service';
import type { Outlook } from './schedule';

/** A task that began longer ago than this is not running: a clock is wrong. */
const OLDEST_MS = 24 * 3_600_000;

/** How far a task was. For progress nothing is promised (API §2): it may be missing, stand still, jump or lie. */
export interface Sighting {
	/** Age of the task, in ms. */
	atMs: number;
	/** 0–100. */
	progress: number;
}

/**
 * The age at which a task will be done if it goes on as between two sightings, in ms; `undefined` when it
 * did not go on.
 */
export function extrapolatedEndMs(first: Sighting, last: Sighting): number | undefined {
	const done = last.progress - first.progress;
	if (done <= 0) return undefined;
	return last.atMs + ((100 - last.progress) * (last.atMs - first.atMs)) / done;
}

/** What is seen of a task while it is waited for. */
export class Watch {
	private readonly startMs = performance.now();
	private readonly ageAtStartMs: number;
	private readonly first: Sighting;
	private last: Sighting;
	private isMissed = false;

	/** @param task as it is when the wait begins; just submitted, or long at work */
	constructor(task: Task) {
		this.ageAtStartMs = ageMs(task, Date.now());
		// A task of unknown age has no known beginning either: what it has done by now says nothing.
		const { progress = 0 } = this.ageAtStartMs > 0 ? {} : task;
		this.first = this.last = { atMs: 0, progress };
		this.see(task);
	}

	get outlook(): Outlook {
		const { ageMs, isMissed, first, last } = this;
		return { ageMs, endsAtMs: isMissed ? undefined : extrapolatedEndMs(first, last) };
	}

	/** Takes note of an answer. What stands still tells nothing new. */
	see({ progress = this.last.progress }: Pick<Task, 'progress'>): void {
		if (progress !== this.last.progress) this.last = { atMs: this.ageMs, progress };
		this.isMissed = false;
	}

	/** Takes note of a check without an answer: a service in trouble is not checked at short intervals. */
	miss(): void {
		this.isMissed = true;
	}

	private get ageMs(): number {
		return this.ageAtStartMs + performance.now() - this.startMs;
	}
}

/** How old a task is by its own account; 0 when it does not tell, or the clocks do not agree. */
function ageMs({ createdAtS }: Task, nowMs: number): number {
	const age = createdAtS === undefined ? 0 : nowMs - createdAtS * 1000;
	return age > 0 && age < OLDEST_MS ? age : 0;
}
