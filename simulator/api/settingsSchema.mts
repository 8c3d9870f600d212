const flag = { type: 'boolean' };
const ms = { type: 'number', minimum: 0 };
const usd = { type: 'number', minimum: 0 };
const word = { type: 'string', minLength: 1 };
const oneOf = (...values: (string | number)[]) => ({ enum: values });

/**
 * JSON schema of PATCH /simulator/settings: every setting but the ports, which cannot change while
 * the simulator listens.
 */
export const settingsSchema = {
	type: 'object',
	additionalProperties: false,
	properties: {
		apiKey: word,
		taskTimeMs: ms,
		submitTimeMs: ms,
		submitsPerSecond: { type: 'integer', minimum: 0 },
		taskIdSuffix: { type: 'string' },
		numericTaskIds: flag,
		balanceUsd: usd,
		unlimitedQuota: flag,
		pricePerSecondUsd: {
			type: 'object',
			required: ['720P', '1080P'],
			additionalProperties: false,
			properties: { '720P': usd, '1080P': usd },
		},
		submitShape: oneOf('array', 'object'),
		videoUrlShape: oneOf('array', 'string'),
		wrapped: flag,
		progressShape: oneOf('number', 'percent', 'none'),
		codeShape: oneOf('number', 'string'),
		runningWords: { type: 'array', minItems: 1, items: word },
		completedWord: word,
		failedWord: word,
		outcome: oneOf('completed', 'failed', 'cancelled', 'expired', 'completedWithoutUrl'),
		failureMessage: { type: 'string' },
		resultLifetimeMs: ms,
		uploadLifetimeMs: ms,
		honoursIdempotencyKey: flag,
		idempotencyWindowMs: ms,
		uploads: flag,
		resultViaRedirect: flag,
		redirectToOtherHost: flag,
		balanceBadKeyStatus: oneOf(200, 401),
		sourceTimeoutMs: ms,
		callbackTimeoutMs: ms,
		callbackRetryMs: ms,
		callbackCopies: { type: 'integer', minimum: 0, maximum: 10 },
	},
};
