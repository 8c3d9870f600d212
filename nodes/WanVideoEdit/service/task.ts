import type { IDataObject } from 'n8n-workflow';

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
	/** The service's own object. */
	raw: IDataObject;
}

/** A task's time in ISO 8601, as everywhere in n8n. */
export const isoTime = (unixS?: number): string | undefined =>
	unixS === undefined ? undefined : new Date(unixS * 1000).toISOString();
