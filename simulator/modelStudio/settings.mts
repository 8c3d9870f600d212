import type { Resolution } from '../resolution.mts';

/** What can be chosen of Model Studio; the settings of both services are one object. */
export interface ModelStudioSettings {
	/** How many submits Model Studio takes within a second; further ones get a 429. 0 means any number, here and below. */
	modelStudioSubmitsPerSecond: number;
	/** How many status checks it takes within a second. */
	modelStudioChecksPerSecond: number;
	/** How many lists of tasks it gives within a second. */
	modelStudioListsPerSecond: number;
	/** How many cancels it takes within a second. */
	modelStudioCancelsPerSecond: number;
	/** How many upload policies it gives within a second. */
	modelStudioPoliciesPerSecond: number;
	/** How many tasks run at once; further ones wait as PENDING. 0 means any number. */
	modelStudioTasksAtOnce: number;
	/** Price in USD of a second of the source, and of a second of the result, by the resolution of the result. */
	modelStudioPricePerSecondUsd: Record<Resolution, number>;
	/** How long a task is PENDING before it begins, in ms; longer when others run. */
	pendingTimeMs: number;
	/** How long a task is known after its submit, in ms; then it is UNKNOWN, and in no list. */
	taskLifetimeMs: number;
	/** When a check tells `orig_prompt`: once the task has succeeded, already while it runs, or never. */
	origPromptShown: 'succeeded' | 'running' | 'never';
	/** `output.code` of tasks whose `outcome` is failed, e.g. DataInspectionFailed; "" means InternalError. */
	failureCode: string;
	/** Whether a check of a failed task tells `code` and `message`. */
	isFailureReasonShown: boolean;
	/** Whether the list of tasks answers 401, as on the domain of a workspace. */
	listRefused: boolean;
	/** How long a new task is missing in the list, in ms. */
	listLagMs: number;
	/** How long an upload policy lives, in ms. */
	policyLifetimeMs: number;
	/** Largest file that may be uploaded, in MB: a number, or the same as text. */
	maxFileSizeMb: number | string;
	/** How long an uploaded file can be used in a submit, in ms. */
	uploadedFileLifetimeMs: number;
	/** How far Model Studio's clock is ahead of this machine's, in ms; negative when it is behind. */
	clockOffsetMs: number;
}

const HOUR_MS = 3_600_000;

/** Model Studio as it is documented. */
export const modelStudioDefaults: ModelStudioSettings = {
	modelStudioSubmitsPerSecond: 5,
	modelStudioChecksPerSecond: 20,
	modelStudioListsPerSecond: 20,
	modelStudioCancelsPerSecond: 20,
	modelStudioPoliciesPerSecond: 100,
	modelStudioTasksAtOnce: 5,
	modelStudioPricePerSecondUsd: { '720P': 0.1, '1080P': 0.15 },
	pendingTimeMs: 0,
	taskLifetimeMs: 24 * HOUR_MS,
	origPromptShown: 'succeeded',
	failureCode: '',
	isFailureReasonShown: true,
	listRefused: false,
	listLagMs: 0,
	policyLifetimeMs: 300_000,
	maxFileSizeMb: 1024,
	uploadedFileLifetimeMs: 48 * HOUR_MS,
	clockOffsetMs: 0,
};
