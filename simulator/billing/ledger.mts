/** One charged task. */
export interface LedgerEntry {
	taskId: string;
	/** What the task costs, in USD: an estimate until the length of the output is known. */
	usd: number;
	/** True once the money went back because the task did not complete. */
	refunded: boolean;
}

/**
 * What was billed. A task is charged when it is accepted, corrected when the length of its output
 * is known, and refunded when it does not complete (API §5).
 */
export class Ledger {
	/** Submits the service looked at: past the key check, and not eaten by a fault. */
	submits = 0;

	/** Every charge, in order. */
	readonly entries: LedgerEntry[] = [];

	/** Tasks accepted and charged, refunded ones included. */
	get billed(): number {
		return this.entries.length;
	}

	/** Tasks whose money went back. */
	get refunded(): number {
		return this.entries.filter((entry) => entry.refunded).length;
	}

	/** Money charged and not given back, in USD. */
	get billedUsd(): number {
		return roundUsd(this.entries.reduce((sum, entry) => sum + (entry.refunded ? 0 : entry.usd), 0));
	}

	/** Charges a task on acceptance. */
	charge(taskId: string, usd: number): void {
		this.entries.push({ taskId, usd: roundUsd(usd), refunded: false });
	}

	/** Replaces the estimate by what the task really costs. */
	settle(taskId: string, usd: number): void {
		for (const entry of this.entries) if (entry.taskId === taskId) entry.usd = roundUsd(usd);
	}

	/** Forgets everything, as if nothing had been billed yet. */
	clear(): void {
		this.submits = 0;
		this.entries.length = 0;
	}

	/** Gives the money of a task back. */
	refund(taskId: string): void {
		for (const entry of this.entries) if (entry.taskId === taskId) entry.refunded = true;
	}
}

/** Rounds USD to a hundredth of a cent, so that sums carry no binary dust. */
export function roundUsd(usd: number): number {
	return Math.round(usd * 10_000) / 10_000;
}
