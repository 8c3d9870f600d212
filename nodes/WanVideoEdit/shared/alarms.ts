import { sleep } from 'n8n-workflow';

/** A timer cannot be cancelled: it runs on, unheard, for this long at most. */
const LONGEST_TIMER_MS = 1_000;

interface Alarm {
	/** By `performance.now()`. */
	atMs: number;
	ring: () => void;
}

/** Calls back when a time has come. One timer serves all that wait, as thousands of items may wait for minutes. */
class Alarms {
	private readonly alarms = new Set<Alarm>();
	/** When the earliest timer ends. */
	private timerEndsMs = Infinity;

	/** @param timer ends after some ms, 1,000 at most */
	constructor(private readonly timer: (ms: number) => Promise<void>) {}

	/** @returns takes it back */
	set(ms: number, ring: () => void): () => void {
		const alarm = { atMs: performance.now() + ms, ring };
		this.alarms.add(alarm);
		void this.wakeAt(alarm.atMs);
		return () => this.alarms.delete(alarm);
	}

	private async wakeAt(atMs: number): Promise<void> {
		const nowMs = performance.now();
		const endsMs = Math.min(atMs, nowMs + LONGEST_TIMER_MS);
		// One that is overdue may never come, and everything would wait for it.
		if (endsMs >= this.timerEndsMs && this.timerEndsMs > nowMs) return;
		this.timerEndsMs = endsMs;
		await this.timer(Math.max(0, endsMs - nowMs));
		// One that ends earlier may have been set meanwhile.
		if (this.timerEndsMs === endsMs) this.timerEndsMs = Infinity;
		this.ringAllDue();
	}

	private ringAllDue(): void {
		const nowMs = performance.now();
		let nextMs = Infinity;
		for (const alarm of this.alarms) {
			if (alarm.atMs <= nowMs) {
				this.alarms.delete(alarm);
				alarm.ring();
			} else nextMs = Math.min(nextMs, alarm.atMs);
		}
		if (this.alarms.size > 0) void this.wakeAt(nextMs);
	}
}

const ofWaits = new Alarms(sleep);
const ofLimits = new Alarms(
	async (ms) =>
		await new Promise((resolve) => {
			AbortSignal.timeout(Math.ceil(ms)).addEventListener('abort', () => resolve());
		}),
);

/**
 * Calls back once after a time of any length, for which the process stays alive.
 *
 * @param goOn must not throw
 * @returns takes that back
 */
export const after = (ms: number, goOn: () => void): (() => void) => ofWaits.set(ms, goOn);

/** The same for what has taken too long: that alone keeps no process alive. */
export const atLimit = (ms: number, end: () => void): (() => void) => ofLimits.set(ms, end);
