import { atLimit } from './alarms';
import { orStopped } from './pause';

/**
 * Lets few pieces of work run at a time in the whole n8n process, so that what is large is not in memory
 * many times over. Executions take turns: one with hundreds of items does not hold up the others.
 */
export class FewAtATime {
	private counted = 0;
	/** Who waits, by the Stop signal of the execution. */
	private readonly waiting = new Map<AbortSignal | undefined, Array<() => void>>();

	/**
	 * @param most how many run at the same time
	 * @param longestMs work that takes longer no longer counts: a store or a host that hangs would hold up all executions
	 */
	constructor(
		private readonly most: number,
		private readonly longestMs = 120_000,
	) {}

	/**
	 * Does the work when its turn comes.
	 *
	 * @param stop the Stop signal of the execution
	 * @returns what it brings; `undefined` when Stop was pressed before it began, or before it ended
	 * @throws whatever the work throws
	 */
	async run<T>(work: () => Promise<T>, stop?: AbortSignal): Promise<T | undefined> {
		if (!(await this.turn(stop))) return undefined;
		let counts = true;
		const endTurn = () => {
			if (counts) this.counted--;
			counts = false;
			this.letNextRun();
		};
		const unset = atLimit(this.longestMs, endTurn);
		let result: T | undefined;
		const running = async () => {
			try {
				if (!stop?.aborted) result = await work();
			} finally {
				unset();
				endTurn();
			}
		};
		await orStopped(running(), stop);
		return result;
	}

	/** @returns whether it came before Stop */
	private async turn(stop?: AbortSignal): Promise<boolean> {
		let hasCome = false;
		const turn = new Promise<void>((resolve) => {
			const begin = () => {
				hasCome = true;
				resolve();
			};
			this.waiting.set(stop, [...(this.waiting.get(stop) ?? []), begin]);
		});
		this.letNextRun();
		await orStopped(turn, stop);
		return hasCome;
	}

	private letNextRun(): void {
		for (const [stop, queue] of this.waiting) {
			if (this.counted === this.most) return;
			this.waiting.delete(stop);
			const [begin, ...others] = stop?.aborted ? [] : queue;
			if (begin === undefined) continue;
			// Behind the other executions.
			if (others.length > 0) this.waiting.set(stop, others);
			this.counted++;
			begin();
		}
	}
}
