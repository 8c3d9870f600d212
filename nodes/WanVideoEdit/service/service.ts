import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Edit } from '../checks/edit';
import type { Result } from '../shared/retry';
import type { Fault, NetworkFault, SubmitFault } from './fault';

/** A request to a service, without the service's address, the key, and how it leaves n8n. */
export type ServiceRequest = Required<Pick<IHttpRequestOptions, 'method' | 'url'>> &
	Pick<IHttpRequestOptions, 'headers' | 'qs' | 'body' | 'json'>;

/** An HTTP answer of a service, read within limits. */
export interface HttpAnswer {
	statusCode: number;
	headers: IDataObject;
	/** Parsed JSON, or text that is none. */
	body: unknown;
	/** Why the body is not all that the service sent. */
	broken?: string;
}

/** What came back for a request: an answer, or why there was none. */
export type Answer = Result<HttpAnswer, NetworkFault>;

/**
 * All that differs from service to service: what is sent, and what an answer means. Pure; the client sends
 * the requests.
 */
export interface Service {
	/** The submit of an edit, which costs money. All its media have an address by now. */
	submit(edit: Edit, idempotencyKey: string): ServiceRequest;
	/**
	 * The task that the service started, or what is known of the money when it names none.
	 *
	 * @param address where the service is
	 */
	readSubmit(answer: Answer, address: string): Result<Task, SubmitFault>;
	/**
	 * What makes an edit another purchase than an earlier one. The addresses of media that are files are not
	 * part of it, nor is an address that may name the execution.
	 */
	identityOf(edit: Edit): unknown;
	/**
	 * The status check of a task.
	 *
	 * @param id may come from outside
	 */
	getTask(id: string, language?: string): ServiceRequest;
	readTask(id: string, answer: Answer): Result<Task, Fault>;
	/** The upload of a reference image, which costs nothing. */
	uploadImage(content: Blob, fileName: string): ServiceRequest;
	/** The address that the service gives an uploaded image. */
	readUpload(answer: Answer): Result<string, Fault>;
}

/**
 * Why a task failed, by what helps: the service could not fetch the video or an image; its moderation refused
 * something; the video or an image is not what the model takes; the service itself failed.
 */
export type FailureKind = 'sourceNotFetched' | 'moderated' | 'sourceLimit' | 'serviceTrouble';

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
	failureReason?: string;
	failureCode?: string;
	failureKind?: FailureKind;
	/** The service's own object. */
	raw: IDataObject;
}

/** A task's time in ISO 8601, as everywhere in n8n. */
export const isoTime = (unixS?: number): string | undefined =>
	unixS === undefined ? undefined : new Date(unixS * 1000).toISOString();
