import type { IDataObject } from 'n8n-workflow';

import type { Edit } from '../checks/edit';
import type { Result } from '../shared/retry';
import type { Answer, ServiceRequest } from './exchange';
import type { FailureKind, Fault, SubmitFault } from './fault';
import type { Uploads } from './upload';

/** What a service takes in a second, from one account. */
export interface Limits {
	submitsPerSecond: number;
	checksPerSecond: number;
}

/** A task in the list of all tasks of an account. */
export interface ListedTask {
	id: string;
	/** Unix time in ms, by the service's clock; `undefined` when it does not say. */
	createdAtMs?: number;
}

/** A page of the list of tasks. */
export interface ListPage {
	tasks: ListedTask[];
	/** How many pages there are. */
	pages: number;
	/** How many tasks are on all of them, if the service says so. */
	total?: number;
}

/**
 * The list of an account's tasks, at a service that knows no `Idempotency-Key`: it tells what became of a submit whose
 * answer was lost.
 */
export interface TaskList {
	/** The longest time that one request can span. */
	longestWindowMs: number;
	/**
	 * One page of the tasks of this model that were created in a window. Others may be among them.
	 *
	 * @param fromMs by the service's clock, like the end
	 * @param page from 1
	 */
	request(fromMs: number, toMs: number, page: number): ServiceRequest;
	/** Tasks, and how many pages the window has. It never takes anything for an empty list that is none. */
	read(answer: Answer): Result<ListPage, Fault>;
}

/** How a task that has not begun is taken back, at a service that can do it. */
export interface Cancellation {
	/** Whether a task can perhaps be taken back, by its status. */
	mayBe(task: Task): boolean;
	request(id: string): ServiceRequest;
	/** Whether it was taken back, so that it is not billed; `undefined` when the answer does not tell. */
	read(answer: Answer): boolean | undefined;
}

/** A request that costs nothing and shows whether the credential is right. */
export interface CredentialCheck {
	request: ServiceRequest;
	/** What is wrong, or `undefined`. */
	read(answer: Answer): Fault | undefined;
	/** The account's balance in USD, at a service that tells it; `undefined` when there is no end to it. */
	readBalance?(answer: Answer): number | undefined;
	/** What a key must be, besides one of this service: a sentence. */
	keyRule?: string;
}

/**
 * All that differs from service to service: what is sent, and what an answer means. The client sends
 * the requests.
 */
export interface Service {
	readonly limits: Limits;
	/** Whether it is known to bill the seconds of the source, and not only those of the edited video. */
	readonly billsSource?: boolean;
	/** Where the credential is checked. */
	readonly credentialCheck: CredentialCheck;
	/**
	 * Refuses what this service has no place for, before anything is sent.
	 *
	 * @throws {BrokenRule} that names the field
	 */
	refuse(edit: Edit, ownKey?: string): void;
	/** The submit of an edit, which costs money. All its media have an address by now. */
	submit(edit: Edit, idempotencyKey: string): ServiceRequest;
	/**
	 * The task that the service started, or what is known of the money when it names none.
	 *
	 * @param address where the service is
	 */
	readSubmit(answer: Answer, address: string): Result<Task, SubmitFault>;
	/** What makes an edit another purchase than an earlier one. */
	identityOf(edit: Edit): object;
	/**
	 * The status check of a task.
	 *
	 * @param id may come from outside
	 */
	getTask(id: string, language?: string): ServiceRequest;
	readTask(id: string, answer: Answer): Result<Task, Fault>;
	readonly uploads: Uploads;
	/** Where it has one, a submit without an answer is looked for in it. Otherwise the Idempotency-Key tells. */
	readonly taskList?: TaskList;
	readonly cancellation?: Cancellation;
}

/** A task as the node understands it, whichever service it runs at and whichever shape it came in. */
export interface Task {
	id: string;
	/** The service's own status word. */
	status: string;
	state: 'running' | 'completed' | 'failed';
	/** 0–100. */
	progress?: number;
	videoUrl?: string;
	/** Unix time in seconds, like all times of a task. */
	videoUrlExpiresAtS?: number;
	createdAtS?: number;
	completedAtS?: number;
	processingS?: number;
	costUsd?: number;
	costCredits?: number;
	/** The seconds that are billed. */
	billedS?: number;
	/** The prompt of its edit, its resolution and the seconds of its source, where the service tells them. */
	prompt?: string;
	resolution?: string;
	sourceS?: number;
	failureReason?: string;
	failureCode?: string;
	failureKind?: FailureKind;
	/** Whether the service says that it does not bill this task. */
	isNotBilled?: boolean;
	/** The service's own object. */
	raw: IDataObject;
}

/** A task's time in ISO 8601, as everywhere in n8n. */
export const isoTime = (unixS?: number): string | undefined =>
	unixS === undefined ? undefined : new Date(unixS * 1000).toISOString();
