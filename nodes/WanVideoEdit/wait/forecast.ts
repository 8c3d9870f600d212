/** When a task will be done, as its progress so far makes believe. */
export interface Forecast {
	/** Age of the task then, in ms. */
	endsAtMs: number;
	/** Whether the end has stayed about where it was when progress was seen to change before. */
	isSteady: boolean;
}

interface Sighting {
	/** Age of the task, in ms. */
	atMs: number;
	/** 0–100. */
	progress: number;
}

/** By how much of the time that passed a steady end may move away, and a little for rounded progress. */
const MOST_DRIFT = 0.5;
const ROUNDING_MS = 1_000;

/**
 * What was seen of a task's progress, for which nothing is promised (API contract §2): it may be missing,
 * stand still, jump or lie.
 */
export class Progress {
	/** Whenever progress had changed. */
	private readonly changes: Sighting[];
	/** `undefined` when there was no progress yet, or it went backwards. */
	forecast?: Forecast;

	/** @param progress at the beginning */
	constructor(progress = 0) {
		this.changes = [{ atMs: 0, progress }];
	}

	/**
	 * Takes note of an answer.
	 *
	 * @param atMs age of the task
	 */
	see(atMs: number, progress = this.last.progress): void {
		if (progress === this.last.progress) return;
		const before = this.forecast;
		const sinceMs = atMs - this.last.atMs;
		this.changes.push({ atMs, progress });
		const endsAtMs = this.endsAtMs();
		if (endsAtMs === undefined) {
			this.forecast = undefined;
			return;
		}
		const driftMs = before === undefined ? 0 : endsAtMs - before.endsAtMs;
		this.forecast = { endsAtMs, isSteady: driftMs <= MOST_DRIFT * sinceMs + ROUNDING_MS };
	}

	private get last(): Sighting {
		return this.changes[this.changes.length - 1];
	}

	/** Extrapolates the pace since twice as much was left to do: near enough to be true, far enough to be exact. */
	private endsAtMs(): number | undefined {
		const { atMs, progress } = this.last;
		const left = 100 - progress;
		const earlier = this.changes.slice(0, -1).reverse();
		const from = earlier.find((seen) => 100 - seen.progress >= 2 * left) ?? earlier[0];
		const done = progress - from.progress;
		if (done <= 0 || progress < earlier[0].progress) return undefined;
		return atMs + (left * (atMs - from.atMs)) / done;
	}
}
