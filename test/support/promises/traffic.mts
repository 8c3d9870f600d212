import type { RecordedRequest, SimulatedTask, Simulator } from '../../../simulator/index.mts';

/** What reached the service for one edit. */
export interface Traffic {
	requests: RecordedRequest[];
	tasks: SimulatedTask[];
}

/** The IDs of both services. */
const TASK_ID = /task_[0-9A-Z]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Sorts the traffic of a simulator that many edits use at once by the prompt of the edit. */
export class TrafficByPrompt {
	private readonly edits = new Map<string, Traffic>();
	private requestsSeen = 0;
	private tasksSeen = 0;

	constructor(private readonly simulator: Simulator) {}

	of(prompt: string): Traffic {
		const { requests, tasks } = this.simulator;
		for (const task of [...tasks.values()].slice(this.tasksSeen)) {
			this.edit(task.body.prompt).tasks.push(task);
			this.tasksSeen += 1;
		}
		for (; this.requestsSeen < requests.length; this.requestsSeen++) {
			const request = requests[this.requestsSeen];
			const taskId = TASK_ID.exec(request.path)?.[0] ?? '';
			const submitted = promptOf(request.body);
			this.edit(submitted ?? tasks.get(taskId)?.body.prompt).requests.push(request);
		}
		return this.edit(prompt);
	}

	private edit(prompt = ''): Traffic {
		const known = this.edits.get(prompt) ?? { requests: [], tasks: [] };
		this.edits.set(prompt, known);
		return known;
	}
}

/** The prompt in the body of a submit to either service. */
function promptOf(body: unknown): string | undefined {
	const { prompt, input } = (body ?? {}) as { prompt?: string; input?: { prompt?: string } };
	return prompt ?? input?.prompt;
}
