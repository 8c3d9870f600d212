import type { Task } from '../task/task';
import { Progress } from './forecast';
import type { Outlook } from './schedule';

/** A task that began longer ago than this is not running: a clock is wrong. */
const OLDEST_MS = 24 * 3_600_000;

/** What is seen of a task while it is waited for. */
export class Watch {
	private readonly startMs = performance.now();
	private readonly ageAtStartMs: number;
	private readonly progress: Progress;
	private estimateMs?: number;
	private isMissed = false;

	/** @param task as it is when the wait begins; just submitted, or long at work */
	constructor(task: Task) {
		this.ageAtStartMs = ageMs(task, Date.now());
		// A task of unknown age has no known beginning either: what it has done by now says nothing.
		this.progress = new Progress(this.ageAtStartMs > 0 ? 0 : task.progress);
		this.see(task);
	}

	/** Time since the wait began. */
	get elapsedMs(): number {
		return performance.now() - this.startMs;
	}

	get outlook(): Outlook {
		const { ageMs, estimateMs, isMissed, progress } = this;
		return { ageMs, estimateMs, forecast: isMissed ? undefined : progress.forecast };
	}

	/** Takes note of an answer. */
	see({ progress, estimatedS }: Task): void {
		this.progress.see(this.ageMs, progress);
		this.isMissed = false;
		if (estimatedS) this.estimateMs = estimatedS * 1000;
	}

	/** Takes note of a question without an answer: whoever is in trouble is not asked at short intervals. */
	miss(): void {
		this.isMissed = true;
	}

	private get ageMs(): number {
		return this.ageAtStartMs + this.elapsedMs;
	}
}

/** How old a task is by its own account; 0 when it does not tell, or the clocks do not agree. */
function ageMs({ createdAtS }: Task, nowMs: number): number {
	const age = createdAtS === undefined ? 0 : nowMs - createdAtS * 1000;
	return age > 0 && age < OLDEST_MS ? age : 0;
}
