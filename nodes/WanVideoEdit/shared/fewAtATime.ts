import { orStopped } from './pause';

/**
 * Lets few pieces of work run at a time in the whole n8n process, so that what is large is not in memory
 * many times over. Executions take turns: one with hundreds of items does not hold up the others.
 */
export class FewAtATime {
	private running = 0;
	/** Who waits, by the Stop signal of the execution. */
	private readonly waiting = new Map<AbortSignal | undefined, Array<() => void>>();

	/** @param most how many run at the same time */
	constructor(private readonly most: number) {}

	/**
	 * Does the work when its turn comes.
	 *
	 * @param stop the Stop signal of the execution
	 * @returns what it brings; `undefined` when Stop was pressed before it began
	 * @throws whatever the work throws
	 */
	async run<T>(work: () => Promise<T>, stop?: AbortSignal): Promise<T | undefined> {
		if (!(await this.turn(stop))) return undefined;
		try {
			return stop?.aborted ? undefined : await work();
		} finally {
			this.running--;
			this.letNextRun();
		}
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
			if (this.running === this.most) return;
			this.waiting.delete(stop);
			const [begin, ...others] = stop?.aborted ? [] : queue;
			if (begin === undefined) continue;
			// Behind the other executions.
			if (others.length > 0) this.waiting.set(stop, others);
			this.running++;
			begin();
		}
	}
}
