import type { Failure } from './failureTexts.mts';
import type { SubmitBody } from '../api/submitBody.mts';
import type { ResultContent } from '../settings.mts';

/** How far a task is; `cancelled` and `expired` are other ways to be dead (API §2). */
export type TaskState = 'running' | 'completed' | 'failed' | 'cancelled' | 'expired';

/** Which of the two services a task runs at. */
export type ServiceName = 'apimart' | 'modelStudio';

/** How a task is to end. */
export interface PlannedEnd {
	state: Exclude<TaskState, 'running'>;
	/** The reason, for all ends but `completed`. */
	failure?: Failure;
}

/** One accepted edit and all that is known of it. */
export interface SimulatedTask {
	id: string;
	service: ServiceName;
	/** Whether another program on the same account submitted it: it is not in the ledger. */
	isForeign: boolean;
	/** The submit as it came in; one of Model Studio in the fields of the other service. */
	body: SubmitBody;
	state: TaskState;
	/** How it ends when nothing is wrong with it, fixed when it was accepted. */
	planned: PlannedEnd;
	/** False: completed, but without a link to the result (a failure of the service, §2). */
	showsResult: boolean;
	/** What its video is made of, fixed when it was accepted. */
	resultContent: ResultContent;
	/** How long it runs, in ms, fixed when it was accepted. */
	taskTimeMs: number;
	/** When it was accepted, in ms since 1970. */
	acceptedAtMs: number;
	/** When work on it began, in ms since 1970; while it is undefined, Model Studio calls it PENDING. */
	startedAtMs?: number;
	/** When it ended, in ms since 1970. */
	finishedAtMs?: number;
	/** Cost in USD: an estimate until the source was read. */
	usd: number;
	/** Length of the source in seconds, once it was read. */
	sourceSeconds?: number;
	/** SHA-256 of the source's file, once it was read: tells what was edited, whatever its address. */
	sourceHash?: string;
	/** Length of the output in seconds, once the source was read. */
	outputSeconds?: number;
	/** Why it failed. */
	failure?: Failure;
	/** The finished video in the simulator's own directory. */
	resultPath?: string;
	/** How many status checks it had. */
	polls: number;
	/** `language` of each poll, undefined where none was given. */
	languages: (string | undefined)[];
}
