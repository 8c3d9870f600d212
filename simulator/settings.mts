import { modelStudioDefaults, type ModelStudioSettings } from './modelStudio/settings.mts';
import type { Resolution } from './resolution.mts';

export type { Resolution } from './resolution.mts';

/** What a new task becomes once its time is up. */
export type Outcome = 'completed' | 'failed' | 'cancelled' | 'expired' | 'completedWithoutUrl';

/** What a result shows: the pictures of the source, or those of the sample, in another size than the source's. */
export type ResultContent = 'source' | 'sample';

/**
 * Everything about the simulated services that can be chosen; what is not about one of them alone counts for both. All of it may be changed while the
 * simulator runs (except the ports); a change counts for later requests and later tasks.
 */
export interface SimulatorSettings extends ModelStudioSettings {
	/** Port of the API listener; 0 takes a free one. */
	port: number;
	/** Port of the files listener; 0 takes a free one. */
	filesPort: number;
	/** The one key the service accepts as Bearer token (API §1). */
	apiKey: string;
	/** How long a task runs before it ends, in ms. The real service needs 1–5 minutes (API §2). */
	taskTimeMs: number;
	/** How long the service takes to accept one submit, in ms. */
	submitTimeMs: number;
	/** How many submits it takes within a second; further ones get a 429. 0 means any number. */
	submitsPerSecond: number;
	/** What follows the usual ID of a new task, e.g. "/a b%2F": IDs may be any text (API §1). */
	taskIdSuffix: string;
	/** Whether the ID of a new task is a JSON number, longer than a JavaScript number can be. */
	numericTaskIds: boolean;
	/** Money paid in, in USD; what tasks cost is taken off it (API §5). */
	balanceUsd: number;
	/** True: the balance is never too low, and GET /v1/balance says so (API §5). */
	unlimitedQuota: boolean;
	/** Price of one second of output in USD, by resolution (API §5). */
	pricePerSecondUsd: Record<Resolution, number>;
	/** Whether the first API bills the seconds of the source, too. Nobody knows; Model Studio always does (API §5). */
	billsSourceSeconds: boolean;
	/** Answer to a submit: HTTP 200 with a list, or the newer HTTP 202 with an object (API §1). */
	submitShape: 'array' | 'object';
	/** `result.videos[].url` as a list of strings or as a plain string (API §2). */
	videoUrlShape: 'array' | 'string';
	/** Whether a task answer is wrapped in `{ code, data }` (API §2). */
	wrapped: boolean;
	/** `progress` as 50, as "50%" or left out (API §2). */
	progressShape: 'number' | 'percent' | 'none';
	/** `code` of a good answer: 200 or "success" (API §1). */
	codeShape: 'number' | 'string';
	/** Status words of a running task, one per poll; the last one stays (API §2). */
	runningWords: string[];
	/** Status word of a task that is done (API §2). */
	completedWord: string;
	/** Status word of a task that failed (API §2). */
	failedWord: string;
	/** What new tasks become. */
	outcome: Outcome;
	/** `error.message` of tasks whose `outcome` is failed; "" means the built-in text (en, zh). */
	failureMessage: string;
	/** What the videos of new tasks show. */
	resultContent: ResultContent;
	/** How long a result link lives, in ms; after that it answers 403 (24 h in §2). */
	resultLifetimeMs: number;
	/** How long the link of an uploaded image lives, in ms (72 h in §5). */
	uploadLifetimeMs: number;
	/** Whether the service knows the Idempotency-Key header at all (API §1). */
	honoursIdempotencyKey: boolean;
	/** How long a key is remembered, in ms (24 h in §1). */
	idempotencyWindowMs: number;
	/** Whether POST /v1/uploads/images exists (API §5). */
	uploads: boolean;
	/** True: a result link answers 302, the bytes lie under another path. */
	resultViaRedirect: boolean;
	/** With `resultViaRedirect`: redirect to `localhost` instead of `127.0.0.1`. */
	redirectToOtherHost: boolean;
	/** HTTP status of GET /v1/balance with a bad key (API §5). */
	balanceBadKeyStatus: 200 | 401;
	/** How long fetching the source may take, in ms. */
	sourceTimeoutMs: number;
	/** How long a callback waits for its answer, in ms (10 s in §4). */
	callbackTimeoutMs: number;
	/** Pause before a callback is tried again, in ms. */
	callbackRetryMs: number;
	/** How often a callback is delivered: 2 shows that it may come twice (API §4). */
	callbackCopies: number;
}

const HOUR_MS = 3_600_000;

/** The settings of a simulator that was given none. */
export function defaultSettings(): SimulatorSettings {
	return {
		port: 0,
		filesPort: 0,
		apiKey: 'sim-key-0123456789',
		taskTimeMs: 10_000,
		submitTimeMs: 0,
		submitsPerSecond: 0,
		taskIdSuffix: '',
		numericTaskIds: false,
		balanceUsd: 100,
		unlimitedQuota: false,
		pricePerSecondUsd: { '720P': 0.1, '1080P': 0.15 },
		billsSourceSeconds: false,
		submitShape: 'array',
		videoUrlShape: 'array',
		wrapped: true,
		progressShape: 'number',
		codeShape: 'number',
		runningWords: ['submitted', 'queued', 'processing'],
		completedWord: 'completed',
		failedWord: 'failed',
		outcome: 'completed',
		failureMessage: '',
		resultContent: 'source',
		resultLifetimeMs: 24 * HOUR_MS,
		uploadLifetimeMs: 72 * HOUR_MS,
		honoursIdempotencyKey: true,
		idempotencyWindowMs: 24 * HOUR_MS,
		uploads: true,
		resultViaRedirect: false,
		redirectToOtherHost: false,
		balanceBadKeyStatus: 200,
		sourceTimeoutMs: 30_000,
		callbackTimeoutMs: 10_000,
		callbackRetryMs: 500,
		callbackCopies: 1,
		...modelStudioDefaults,
	};
}
