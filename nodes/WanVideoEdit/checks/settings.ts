import {
	BrokenRule,
	headerText,
	isEmpty,
	nameOf,
	number,
	oneOf,
	required,
	trueOrFalse,
} from './rules';

/** How the node behaves around the edit: none of it is in the body of the request. */
export interface Settings {
	waits: boolean;
	downloads: boolean;
	outputField: string;
	simplifies: boolean;
	onTimeout: 'error' | 'returnTask';
	/** `undefined` = automatic. */
	pollIntervalMs?: number;
	timeoutMs: number;
	/** Language of the service's error messages (API §2). */
	language?: string;
	/** The user's own `Idempotency-Key` of the purchase (API §1). */
	ownKey?: string;
	/** The Timeout that the user added to the requests of the node. */
	requestTimeoutMs?: number;
	limits: Limits;
}

/** The most that a node may buy in one execution; Infinity = no limit. */
export interface Limits {
	edits: number;
	costUsd: number;
}

const DEFAULT_TIMEOUT_MINUTES = 30;
const DEFAULT_EDIT_LIMIT = 100;
/** An agent, and whoever talks with it, does not wait for as long. */
const TOOL_TIMEOUT_MINUTES = 10;
/** Of the workflow's time limit: the agent has used some of it before, and needs some to answer. */
const PART_OF_TIME_LIMIT = 1 / 2;
const LONGEST_NAME = 100;
/** Of an Idempotency-Key (API §1). */
export const LONGEST_KEY = 191;

type Parameters = Record<
	'waitForCompletion' | 'downloadVideo' | 'outputBinaryPropertyName' | 'simplify',
	unknown
> & {
	requestTimeoutMs?: unknown;
	options: Record<string, unknown>;
	/** Whether Cost Limit is an expression, and not what somebody typed. */
	costLimitIsExpression?: boolean;
};

/**
 * Checks the parameters that steer waiting, file and item. A switch whose expression gives nothing is as it
 * is in a new node.
 *
 * @param waitsByDefault whether the operation waits in a new node
 * @throws {BrokenRule} at the first value that breaks a rule
 */
export function checkSettings(
	{ options, costLimitIsExpression, ...parameters }: Parameters,
	waitsByDefault: boolean,
): Settings {
	const pollIntervalS = number('0 (automatic) or at least 1', (s) => s === 0 || s >= 1)(
		'Poll Interval (Seconds)',
		options.pollInterval,
	);
	const timeoutMinutes = number('greater than 0', (minutes) => minutes > 0)(
		'Timeout (Minutes)',
		options.timeout,
	);
	const downloads = trueOrFalse('Download Video', parameters.downloadVideo) ?? true;
	return {
		waits: trueOrFalse('Wait for Completion', parameters.waitForCompletion) ?? waitsByDefault,
		downloads,
		outputField: downloads
			? required(nameOf(LONGEST_NAME))(
					'Put Output File in Field',
					parameters.outputBinaryPropertyName,
				)
			: 'data',
		simplifies: trueOrFalse('Simplify', parameters.simplify) ?? true,
		onTimeout: oneOf('error', 'returnTask')('On Timeout', options.onTimeout) ?? 'error',
		pollIntervalMs: pollIntervalS ? pollIntervalS * 1000 : undefined,
		timeoutMs: (timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES) * 60_000,
		language: nameOf(LONGEST_NAME)('Error Language', options.language),
		ownKey: headerText(LONGEST_KEY)('Idempotency Key', options.idempotencyKey),
		// 0 is none, as in n8n.
		requestTimeoutMs:
			number('0 or greater', (ms) => ms >= 0)(
				'Timeout in the Request Options',
				parameters.requestTimeoutMs,
			) || undefined,
		limits: {
			edits: orNone(editLimit('Edit Limit', options.editLimit) ?? DEFAULT_EDIT_LIMIT),
			costUsd: orNone(costLimit(options.costLimit, costLimitIsExpression) ?? 0),
		},
	};
}

const editLimit = number(
	'0 (no limit) or a whole number from 1',
	(edits) => Number.isInteger(edits) && edits >= 0,
);

/** 0 = no limit. */
const orNone = (limit: number) => (limit === 0 ? Infinity : limit);

/** An expression that misses what it names must not take the limit away: that costs money. */
function costLimit(value: unknown, isExpression = false): number | undefined {
	const field = 'Cost Limit (USD)';
	if (isExpression && isEmpty(value)) {
		throw new BrokenRule(
			field,
			'is an expression that gives nothing: correct it or the data that it reads, or let it give 0 for no limit',
		);
	}
	return number('0 (no limit) or greater', (usd) => usd >= 0)(field, value);
}

/**
 * The same for a call by an agent. It cannot use a file, and it has an answer before its own time is up: an
 * unfinished task, unless the user chose an error.
 *
 * @param options as the user set them
 * @param timeLimitMs of the workflow, if it has one
 */
export function settingsOfToolCall(
	read: Settings,
	options: Record<string, unknown>,
	timeLimitMs = Infinity,
): Settings {
	const timeoutMs = isEmpty(options.timeout) ? TOOL_TIMEOUT_MINUTES * 60_000 : read.timeoutMs;
	return {
		...read,
		downloads: false,
		onTimeout: isEmpty(options.onTimeout) ? 'returnTask' : read.onTimeout,
		timeoutMs: Math.min(timeoutMs, PART_OF_TIME_LIMIT * timeLimitMs),
	};
}
