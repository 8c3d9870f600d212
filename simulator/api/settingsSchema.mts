const flag = { type: 'boolean' };
const ms = { type: 'number', minimum: 0 };
const usd = { type: 'number', minimum: 0 };
const count = { type: 'integer', minimum: 0 };
const prices = {
	type: 'object',
	required: ['720P', '1080P'],
	additionalProperties: false,
	properties: { '720P': usd, '1080P': usd },
};
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
		submitsPerSecond: count,
		taskIdSuffix: { type: 'string' },
		numericTaskIds: flag,
		balanceUsd: usd,
		unlimitedQuota: flag,
		pricePerSecondUsd: prices,
		billsSourceSeconds: flag,
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
		resultContent: oneOf('source', 'sample'),
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
		modelStudioSubmitsPerSecond: count,
		modelStudioChecksPerSecond: count,
		modelStudioListsPerSecond: count,
		modelStudioCancelsPerSecond: count,
		modelStudioPoliciesPerSecond: count,
		modelStudioTasksAtOnce: count,
		modelStudioPricePerSecondUsd: prices,
		pendingTimeMs: ms,
		taskLifetimeMs: ms,
		origPromptShown: oneOf('succeeded', 'running', 'never'),
		failureCode: { type: 'string' },
		isFailureReasonShown: flag,
		listRefused: flag,
		listLagMs: ms,
		policyLifetimeMs: ms,
		maxFileSizeMb: {
			anyOf: [
				{ type: 'number', minimum: 0 },
				{ type: 'string', pattern: '^\\d+$' },
			],
		},
		uploadedFileLifetimeMs: ms,
		clockOffsetMs: { type: 'number' },
	},
};
