import type { SimulatedTask } from './task.mts';

/** Lets only so many tasks of Model Studio run at once; the others wait in order (Model Studio, list and cancel). */
export class Queue {
	private waiting: { task: SimulatedTask; begin: () => void }[] = [];

	constructor(private readonly tasks: ReadonlyMap<string, SimulatedTask>) {}

	/**
	 * Resolves when a task begins; never, when it is cancelled before.
	 *
	 * @param most how many may run at once; 0 means any number
	 */
	async begin(task: SimulatedTask, most: number): Promise<void> {
		await new Promise<void>((begin) => {
			this.waiting.push({ task, begin });
			this.admit(most);
		});
	}

	/** Begins what there is room for; to be called when a task has ended. */
	admit(most: number): void {
		this.waiting = this.waiting.filter(
			({ task }) => task.state === 'running' && this.tasks.has(task.id),
		);
		let room = most === 0 ? Infinity : most - this.running();
		while (room > 0) {
			const next = this.waiting.shift();
			if (next === undefined) return;
			next.task.startedAtMs = Date.now();
			next.begin();
			room -= 1;
		}
	}

	private running(): number {
		return [...this.tasks.values()].filter(
			({ service, state, startedAtMs }) =>
				service === 'modelStudio' && state === 'running' && startedAtMs !== undefined,
		).length;
	}
}
