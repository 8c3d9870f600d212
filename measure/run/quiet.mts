import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

import { OtherPrograms } from '../../test/support/otherPrograms.mts';

const SAMPLE_MS = 2_000;
/** How long a computer must have been quiet before a run, and what counts as one disturbance within it. */
const WINDOW_MS = 10_000;
/** Of one processor, by everything else on the computer together. */
const MOST_SHARE = 0.2;

/** Watches that a run has the computer to itself. */
export class Quiet {
	private readonly others = new OtherPrograms();
	private readonly samples: Array<{ usedMs: number; ms: number }> = [];
	private lastMs = performance.now();
	private worst = 0;
	private readonly timer = setInterval(() => this.sample(), SAMPLE_MS);

	/** @throws when the computer is busy with something else, or cannot tell */
	static async begin(): Promise<Quiet> {
		if (!existsSync('/proc/stat')) {
			throw new Error(
				'Only Linux tells whether a run was disturbed: measure there, or use --quick',
			);
		}
		const quiet = new Quiet();
		await delay(WINDOW_MS + SAMPLE_MS);
		const disturbance = quiet.end();
		if (disturbance !== undefined) throw new Error(`Nothing was measured. ${disturbance}`);
		return new Quiet();
	}

	/** Ends the watch. @returns what was wrong in words, if the run was disturbed */
	end(): string | undefined {
		clearInterval(this.timer);
		this.sample();
		if (this.worst <= MOST_SHARE) return undefined;
		const percent = Math.round(this.worst * 100);
		return `The computer was busy with something else: other programs took ${percent} % of one of its ${availableParallelism()} processors for ${WINDOW_MS / 1000} s, and ${MOST_SHARE * 100} % are allowed.`;
	}

	private sample(): void {
		const nowMs = performance.now();
		this.samples.push({ usedMs: this.others.usedMs(), ms: nowMs - this.lastMs });
		this.lastMs = nowMs;
		let [usedMs, ms] = [0, 0];
		for (let i = this.samples.length - 1; i >= 0 && ms < WINDOW_MS; i--) {
			usedMs += this.samples[i].usedMs;
			ms += this.samples[i].ms;
		}
		if (ms >= WINDOW_MS) this.worst = Math.max(this.worst, usedMs / ms);
	}
}
