import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export const MB = 1024 ** 2;

/** How much memory the process took. */
export interface Memory {
	/** Its resident size before, in MB. */
	beforeMb: number;
	/** Its greatest resident size while something ran, in MB. */
	peakMb: number;
}

export const growthMb = ({ beforeMb, peakMb }: Memory): number => peakMb - beforeMb;

const SAMPLE_MS = 3;
/** Long enough for what went before to be over. */
const SETTLE_MS = 1_000;

/** Measures the resident size of this process before and while something runs. */
export async function memoryDuring(work: () => Promise<void>): Promise<Memory> {
	await delay(SETTLE_MS);
	const before = process.memoryUsage.rss();
	forgetHighWater();
	let peak = before;
	const sample = () => {
		peak = Math.max(peak, process.memoryUsage.rss());
	};
	const timer = setInterval(sample, SAMPLE_MS);
	await work();
	sample();
	clearInterval(timer);
	return { beforeMb: before / MB, peakMb: Math.max(peak, highWater()) / MB };
}

/** Lets Linux count from now on. */
function forgetHighWater(): void {
	try {
		writeFileSync('/proc/self/clear_refs', '5');
	} catch {
		// Other systems cannot, and highWater() gives nothing there.
	}
}

/** The greatest number of resident bytes since {@link forgetHighWater}, where the system tells. */
function highWater(): number {
	try {
		const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
		return Number(kilobytes) * 1024;
	} catch {
		return 0;
	}
}
