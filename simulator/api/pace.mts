const SECOND_MS = 1_000;

/** Counts what a service takes, so that it is no more than it wants within any second. */
export class Pace {
	private takenAtMs: number[] = [];

	/** Whether one more is taken now; 0 means any number a second. */
	takes(nowMs: number, perSecond: number): boolean {
		this.takenAtMs = this.takenAtMs.filter((atMs) => atMs > nowMs - SECOND_MS);
		if (perSecond > 0 && this.takenAtMs.length >= perSecond) return false;
		this.takenAtMs.push(nowMs);
		return true;
	}
}
