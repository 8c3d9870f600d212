import { sleep } from 'n8n-workflow';

import { orStopped, pause } from '../shared/pause';
import { CHECKS_PER_SECOND } from '../shared/policies';

/** A second, and a little because clocks and timers are not exact. */
const SECOND_MS = 1_010;
/** Apart from each other, so that they do not all come at the beginning of a second. */
const SPACING_MS = 1_000 / CHECKS_PER_SECOND;
/** Who waits for an answer to somebody else's check looks again after this time. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Queues the status checks of one account, however many items wait in however many executions, so that the
 * service never gets more of them in a second than it allows. A check takes a slot until a second after its
 * answer: whatever holds it up on its way, all that may arrive in the same second have a slot.
 *
 * No timer outlives the checks that wait for more than a second, and nothing that fails in here keeps a later
 * check from its turn.
 */
export class RateLimiter {
	private queue: Promise<unknown> = Promise.resolve();
	/** Of the checks since a second; `Infinity` for those without an answer. */
	private slots: Array<{ takenUntilMs: number }> = [];
	private lastMs = -Infinity;
	/** Tells the first in the queue that a check was answered. */
	private answered = () => {};

	/**
	 * Waits for a slot. Who is stopped leaves the queue at once, without one.
	 *
	 * @returns must be called when the check is answered, or given up
	 */
	async slot(stop?: AbortSignal): Promise<() => void> {
		let release = () => {};
		const turn = this.queue.then(async () => {
			await this.waitForRoom(stop);
			if (!stop?.aborted) release = this.take();
		});
		this.queue = turn.catch(() => {});
		await orStopped(turn, stop);
		return () => release();
	}

	private async waitForRoom(stop?: AbortSignal): Promise<void> {
		await pause(this.lastMs + SPACING_MS - performance.now(), stop);
		while (!stop?.aborted) {
			const nowMs = performance.now();
			this.slots = this.slots.filter(({ takenUntilMs }) => takenUntilMs > nowMs);
			if (this.slots.length < CHECKS_PER_SECOND) return;
			const firstFreeMs = Math.min(...this.slots.map(({ takenUntilMs }) => takenUntilMs));
			const waitMs = Math.min(firstFreeMs - nowMs, LOOK_AGAIN_MS);
			const answered = new Promise<void>((resolve) => (this.answered = resolve));
			await orStopped(Promise.race([sleep(waitMs), answered]), stop);
		}
	}

	private take(): () => void {
		const slot = { takenUntilMs: Infinity };
		this.slots.push(slot);
		this.lastMs = performance.now();
		return () => {
			slot.takenUntilMs = Math.min(slot.takenUntilMs, performance.now() + SECOND_MS);
			this.answered();
		};
	}
}
