import { headerText, number, oneOf, required, text, trueOrFalse } from './rules';

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
	/** Language of the service's error messages (API contract §2). */
	language?: string;
	/** The user's own `Idempotency-Key` of the purchase (API contract §1). */
	ownKey?: string;
}

const DEFAULT_TIMEOUT_MINUTES = 30;
const DEFAULT_OUTPUT_FIELD = 'data';
const LONGEST_NAME = 100;
/** Of an Idempotency-Key (API contract §1). */
const LONGEST_KEY = 191;

type Parameters = Record<
	'waitForCompletion' | 'downloadVideo' | 'outputBinaryPropertyName' | 'simplify',
	unknown
> & { options: Record<string, unknown> };

/**
 * Checks the parameters that steer waiting, file and item.
 *
 * @throws {BrokenRule} at the first value that breaks a rule
 */
export function settings({ options, ...parameters }: Parameters): Settings {
	const pollIntervalS = number('0 (automatic) or at least 1', (s) => s === 0 || s >= 1)(
		'Poll Interval (Seconds)',
		options.pollInterval,
	);
	const timeoutMinutes = number('greater than 0', (minutes) => minutes > 0)(
		'Timeout (Minutes)',
		options.timeout,
	);
	const downloads = trueOrFalse('Download Video', parameters.downloadVideo) ?? false;
	return {
		waits: trueOrFalse('Wait for Completion', parameters.waitForCompletion) ?? false,
		downloads,
		outputField: downloads
			? required(text(LONGEST_NAME))(
					'Put Output File in Field',
					parameters.outputBinaryPropertyName,
				).trim()
			: DEFAULT_OUTPUT_FIELD,
		simplifies: trueOrFalse('Simplify', parameters.simplify) ?? true,
		onTimeout: oneOf('error', 'returnTask')('On Timeout', options.onTimeout) ?? 'error',
		pollIntervalMs: pollIntervalS ? pollIntervalS * 1000 : undefined,
		timeoutMs: (timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES) * 60_000,
		language: text(LONGEST_NAME)('Error Language', options.language)?.trim(),
		ownKey: headerText(LONGEST_KEY)('Idempotency Key', options.idempotencyKey),
	};
}
