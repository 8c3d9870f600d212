import type { Task } from '../service/task';
import { Progress } from './progress';
import type { Outlook } from './schedule';

/** A task that began longer ago than this is not running: a clock is wrong. */
const OLDEST_MS = 24 * 3_600_000;

/** What is seen of a task while it is waited for. */
export class Watch {
	private readonly startMs = performance.now();
	private readonly ageAtStartMs: number;
	private readonly progress: Progress;
	private isMissed = false;

	/** @param task as it is when the wait begins; just submitted, or long at work */
	constructor(task: Task) {
		this.ageAtStartMs = ageMs(task, Date.now());
		// A task of unknown age has no known beginning either: what it has done by now says nothing.
		this.progress = new Progress(this.ageAtStartMs > 0 ? 0 : task.progress);
		this.see(task);
	}

	get outlook(): Outlook {
		const { ageMs, isMissed, progress } = this;
		return { ageMs, endsAtMs: isMissed ? undefined : progress.endsAtMs };
	}

	/** Takes note of an answer. */
	see({ progress }: Task): void {
		this.progress.see(this.ageMs, progress);
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
