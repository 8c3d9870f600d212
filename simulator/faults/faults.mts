/**
 * What a fault can hit; `result` is the video itself, `source` the service's own request for a sample or
 * test file, `look` a probe, which is anybody else's. `policy`, `list` and `cancel` are only at Model Studio,
 * `balance` only at the other service; at Model Studio `upload` is the form.
 */
export const FAULT_POINTS = [
	'submit',
	'task',
	'balance',
	'policy',
	'upload',
	'list',
	'cancel',
	'result',
	'source',
	'look',
] as const;

/** One of them. */
export type FaultPoint = (typeof FAULT_POINTS)[number];

/**
 * What goes wrong. `{taskId}` in a text stands for the ID of the task that the request is about. Without a word about it the request is not handled at all; "handled" means it
 * was carried out (and billed) before its answer is spoilt.
 */
export type FaultAction =
	/** Answers with a status; the body is JSON or text, or a plausible error when left out. */
	| {
			kind: 'status';
			status: number;
			body?: unknown;
			headers?: Record<string, string>;
			contentType?: string;
	  }
	/** Answers with the HTML page of a gateway; status 502 unless given. */
	| { kind: 'html'; status?: number }
	/** Answers without a body; status 200 unless given. */
	| { kind: 'empty'; status?: number }
	/** Handled; the JSON of the answer stops in the middle. */
	| { kind: 'truncatedJson' }
	/** Answers 200 with this JSON. */
	| { kind: 'json'; body: unknown }
	/** Resets the connection. */
	| { kind: 'reset' }
	/** Handled; then the connection closes without an answer. */
	| { kind: 'loseAnswer' }
	/** No answer: for `ms` ms, after which the request is handled as usual, or for ever. */
	| { kind: 'stall'; ms?: number }
	/** Handled; the body comes in pieces of `chunkBytes` bytes every `intervalMs` ms. */
	| { kind: 'drip'; chunkBytes: number; intervalMs: number }
	/** Handled; Content-Length tells the whole, the connection ends after `bytes` bytes. */
	| { kind: 'short'; bytes: number }
	/** Handled; another Content-Type than the true one. */
	| { kind: 'contentType'; contentType: string }
	/** Answers with a redirect to another place; status 302 unless given. */
	| { kind: 'redirect'; to: string; status?: number };

/** Something to go wrong on chosen requests. */
export interface Fault {
	on: FaultPoint;
	/** How many requests it hits; 1 unless given, Infinity allowed. */
	times?: number;
	/** How many matching requests pass before, counted from when the fault was added; 0 unless given. */
	after?: number;
	/** Only requests about this task (`task`, `cancel` and `result`). */
	taskId?: string;
	/** Only requests about an edit whose prompt is this; of a source, whose address has it in its query. */
	mark?: string;
	/** True: the request is handled (and billed) first, then the action takes its answer's place. */
	afterHandling?: boolean;
	action: FaultAction;
}

const HANDLED_FIRST: readonly FaultAction['kind'][] = [
	'truncatedJson',
	'loseAnswer',
	'drip',
	'short',
	'contentType',
];

/** Whether the request is carried out before the fault shows. */
export function isHandledFirst(fault: Fault): boolean {
	return fault.afterHandling === true || HANDLED_FIRST.includes(fault.action.kind);
}

/** The faults to come. The first one that matches a request wins and is used up. */
export class FaultList {
	private entries: { fault: Fault; left: number; seen: number }[] = [];

	/** Adds a fault behind the others. */
	add(fault: Fault): void {
		this.entries.push({ fault, left: fault.times ?? 1, seen: 0 });
	}

	/** Forgets all faults. */
	clear(): void {
		this.entries = [];
	}

	/** Faults not used up yet. */
	list(): Fault[] {
		return this.entries.map((entry) => entry.fault);
	}

	/**
	 * The fault for a request, if any; counts the request.
	 *
	 * @param marks what `mark` of a fault is compared with
	 */
	take(on: FaultPoint, taskId?: string, marks: unknown[] = []): Fault | undefined {
		let winner: Fault | undefined;
		for (const entry of this.entries) {
			const { fault } = entry;
			if (fault.on !== on || (fault.taskId !== undefined && fault.taskId !== taskId)) continue;
			if (fault.mark !== undefined && !marks.includes(fault.mark)) continue;
			entry.seen += 1;
			if (winner !== undefined || entry.seen <= (fault.after ?? 0)) continue;
			winner = fault;
			entry.left -= 1;
		}
		this.entries = this.entries.filter((entry) => entry.left > 0);
		return winner;
	}
}
