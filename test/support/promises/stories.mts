import fc from 'fast-check';

import type { FaultAction } from '../../../simulator/index.mts';
import { json, refusals, spoilt, status, statuses, type Spoilt } from './faultsOfAnyService.mts';

/** What goes wrong with one edit, in the order in which its requests meet it. */
export interface Story {
	submit: Spoilt[];
	question: Spoilt[];
	download: Spoilt[];
	/** How many tasks fail at the service before one succeeds. */
	failingTasks: number;
	retryOnFail: boolean;
	/** Whether On Error is Continue: a failure is a row, in an execution that nobody can retry. */
	continues: boolean;
	/** When a person presses Stop, in ms after the start. */
	stopAfterMs?: number;
}

/** An answer with this code of the first service. */
const coded = (code: number, error: string) =>
	status(code, { error: { code: error, message: error } });

/** Faults that may come before the request was carried out or after it. */
const unclear = fc.record<Spoilt>({
	action: fc.oneof(
		statuses(408, 500, 502, 503, 504),
		fc.constantFrom<FaultAction>(
			{ kind: 'html', status: 502 },
			{ kind: 'html', status: 200 },
			{ kind: 'empty', status: 200 },
			{ kind: 'reset' },
			json({ code: 200, data: [] }),
			json({ code: 500, message: 'upstream' }),
			json({ id: 'req-1', error: { message: 'upstream' } }),
			json({ id: 'req-1', status: 'error' }),
			{ kind: 'redirect', to: '/v1/jobs/1', status: 303 },
			json({ filler: 'x'.repeat(1_100_000) }),
		),
	),
	afterHandling: fc.boolean(),
});

const ofSubmit = fc.oneof(
	refusals,
	unclear,
	spoilt,
	fc.constantFrom<Spoilt>(
		{ action: coded(409, 'idempotency_in_progress') },
		{ action: coded(409, 'idempotency_result_indeterminate'), afterHandling: true },
		{ action: coded(503, 'idempotency_unavailable') },
		{ action: coded(400, 'get_channel_failed') },
		{ action: coded(500, 'get_channel_failed'), afterHandling: true },
		{ action: { kind: 'redirect', to: '/v1/tasks/{taskId}', status: 303 }, afterHandling: true },
		{ action: coded(500, 'build_request_failed') },
	),
);

const ofCheck = fc.oneof(
	refusals,
	unclear,
	spoilt,
	fc.constantFrom<Spoilt>(
		{ action: json({ code: 200, data: { id: '{taskId}', status: 'a word nobody knows' } }) },
		{ action: json({ id: '{taskId}', status: 'completed', result: { videos: [] } }) },
		{ action: json({ code: 200, data: { id: 'task_of_another', status: 'failed' } }) },
		{ action: json({ id: 'task_of_another', status: 'completed' }) },
		{ action: json({ code: 200, data: { status: 'error' } }) },
		{ action: json({ code: 200, data: { id: '{taskId}', status: 'not_found' } }) },
		{ action: { kind: 'html', status: 403 } },
		{ action: json({ code: 200, data: null }) },
	),
);

const ofDownload = fc.oneof(
	refusals,
	unclear,
	spoilt,
	fc.constant<Spoilt>({ action: { kind: 'contentType', contentType: 'text/html' } }),
);

/** Faults of a submit after which it is clear what became of it, whoever ignores the Idempotency-Key. */
const clear = fc.oneof(
	refusals,
	fc.constantFrom<Spoilt>(
		{ action: coded(503, 'idempotency_unavailable') },
		{ action: { kind: 'stall', ms: 700 } },
		{ action: { kind: 'drip', chunkBytes: 2_000, intervalMs: 20 } },
	),
);

const storiesWith = (submit: fc.Arbitrary<Spoilt>): fc.Arbitrary<Story> =>
	fc.record({
		submit: fc.array(submit, { maxLength: 4 }),
		question: fc.array(ofCheck, { maxLength: 5 }),
		download: fc.array(ofDownload, { maxLength: 7 }),
		failingTasks: fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, fc.constantFrom(1, 2)),
		retryOnFail: fc.boolean(),
		continues: fc.boolean(),
		stopAfterMs: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined, freq: 4 }),
	});

/** Random sequences of faults, with and without Retry On Fail and Stop. */
export const stories = storiesWith(ofSubmit);

/** The same for a service that ignores the Idempotency-Key: there only a lost submit answer is fatal. */
export const storiesWithoutKeys = storiesWith(clear);
