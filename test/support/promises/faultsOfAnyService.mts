import fc from 'fast-check';

import type { Fault, FaultAction } from '../../../simulator/index.mts';

/** A fault of some request. */
export type Spoilt = Pick<Fault, 'action' | 'afterHandling'>;

/** An answer with this status. */
export const status = (code: number, body?: unknown): FaultAction => ({
	kind: 'status',
	status: code,
	body,
});
export const json = (body: unknown): FaultAction => ({ kind: 'json', body });
export const statuses = (...codes: number[]): fc.Arbitrary<FaultAction> =>
	fc.constantFrom(...codes).map((code) => status(code));

/** Answers that say for sure that the request was not carried out. */
export const refusals: fc.Arbitrary<Spoilt> = statuses(302, 400, 401, 402, 403, 404, 410, 429).map(
	(action) => ({ action }),
);

/** Faults of the way back: the request was carried out. */
export const spoilt: fc.Arbitrary<Spoilt> = fc
	.oneof(
		fc.constantFrom<FaultAction>(
			{ kind: 'loseAnswer' },
			{ kind: 'truncatedJson' },
			{ kind: 'drip', chunkBytes: 2_000, intervalMs: 20 },
			{ kind: 'stall', ms: 700 },
		),
		fc.integer({ min: 0, max: 200 }).map((bytes): FaultAction => ({ kind: 'short', bytes })),
	)
	.map((action): Spoilt => ({ action }));
