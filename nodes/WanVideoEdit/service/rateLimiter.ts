import { sleep } from 'n8n-workflow';

import { orStopped, pause } from '../shared/pause';

/** A second, and a little because clocks and timers are not exact. */
const SECOND_MS = 1_010;
/** Who waits for an answer to somebody else's request looks again after this time. */
const LOOK_AGAIN_MS = 1_000;
/** How slow "too many requests" can make it. */
const LONGEST_SPACING_MS = 4_000;
/** What remains of the space between two requests when one was taken again. */
const RECOVERY = 0.9;

/**
 * Queues the requests of one kind and one account, however many items wait in however many executions, so that the
 * service never gets more of them in a second than it allows. A request takes a slot until a second after its
 * answer: whatever holds it up on its way, all that may arrive in the same second have a slot.
 *
 * No timer outlives the requests that wait for more than a second, and nothing that fails in here keeps a later
 * one from its turn.
 */
export class RateLimiter {
	private queue: Promise<unknown> = Promise.resolve();
	/** Of the requests since a second; `Infinity` for those without an answer, unless a slot is held for less. */
	private slots: Array<{ takenUntilMs: number }> = [];
	private lastMs = -Infinity;
	/** Apart from each other. */
	private spacingMs: number;
	private readonly longestHoldMs: number;
	private restsUntilMs = -Infinity;
	private slowedAtMs = -Infinity;
	/** Tells the first in the queue that a request was answered. */
	private answered = () => {};

	/**
	 * @param isSpread whether requests leave apart from each other, not all at the beginning of a second
	 * @param longestHoldMs how long a request without an answer takes its slot from others
	 */
	constructor(
		private readonly perSecond: number,
		{ isSpread = true, longestHoldMs = Infinity } = {},
	) {
		this.spacingMs = isSpread ? this.evenSpacingMs : 0;
		this.longestHoldMs = longestHoldMs;
	}

	private get evenSpacingMs(): number {
		return 1_000 / this.perSecond;
	}

	/**
	 * Waits for a slot. Who is stopped leaves the queue at once, without one.
	 *
	 * @returns must be called when the request is answered, or given up
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

	/**
	 * The service has said that it gets too many requests: none leaves for a while, and then they leave apart, half as
	 * many as before.
	 *
	 * @param sentAtMs by `performance.now()`: what was sent before the last time says nothing new
	 */
	slowDown(sentAtMs: number, pauseMs: number): void {
		const nowMs = performance.now();
		this.restsUntilMs = Math.max(this.restsUntilMs, nowMs + pauseMs);
		if (sentAtMs < this.slowedAtMs) return;
		this.slowedAtMs = nowMs;
		const doubledMs = Math.max(this.spacingMs, this.evenSpacingMs) * 2;
		this.spacingMs = Math.min(doubledMs, LONGEST_SPACING_MS);
	}

	/** The service has taken a request. */
	speedUp(): void {
		if (this.spacingMs > this.evenSpacingMs) this.spacingMs *= RECOVERY;
	}

	private async waitForRoom(stop?: AbortSignal): Promise<void> {
		while (!stop?.aborted) {
			const nowMs = performance.now();
			const pauseMs = Math.max(this.lastMs + this.spacingMs, this.restsUntilMs) - nowMs;
			if (pauseMs > 0) {
				await pause(pauseMs, stop);
				continue;
			}
			this.slots = this.slots.filter(({ takenUntilMs }) => takenUntilMs > nowMs);
			if (this.slots.length < this.perSecond) return;
			const firstFreeMs = Math.min(...this.slots.map(({ takenUntilMs }) => takenUntilMs));
			const waitMs = Math.min(firstFreeMs - nowMs, LOOK_AGAIN_MS);
			const answered = new Promise<void>((resolve) => (this.answered = resolve));
			await orStopped(Promise.race([sleep(waitMs), answered]), stop);
		}
	}

	private take(): () => void {
		this.lastMs = performance.now();
		const slot = { takenUntilMs: this.lastMs + this.longestHoldMs };
		this.slots.push(slot);
		return () => {
			slot.takenUntilMs = Math.min(slot.takenUntilMs, performance.now() + SECOND_MS);
			this.answered();
		};
	}
}
