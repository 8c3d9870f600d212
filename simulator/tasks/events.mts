/** Something that happened to a task, for a demo's console. */
export interface SimulatorEvent {
	kind: 'submitted' | 'progress' | 'completed' | 'failed' | 'callback';
	/** When it happened, in ms since 1970. */
	atMs: number;
	taskId: string;
	/** One line for people. */
	text: string;
	/** The same for programs. */
	data: Record<string, unknown>;
}

/** Passes events on to whoever listens. */
export class EventHub {
	private readonly listeners: ((event: SimulatorEvent) => void)[] = [];

	/** Adds a listener; there is no way to take it off before the simulator closes. */
	onEvent(listener: (event: SimulatorEvent) => void): void {
		this.listeners.push(listener);
	}

	/** Tells all listeners. */
	emit(
		kind: SimulatorEvent['kind'],
		taskId: string,
		text: string,
		data: Record<string, unknown> = {},
	): void {
		const event: SimulatorEvent = { kind, atMs: Date.now(), taskId, text, data };
		for (const listener of this.listeners) listener(event);
	}
}
