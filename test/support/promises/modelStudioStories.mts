import fc from 'fast-check';

import type { FaultAction, SimulatorSettings } from '../../../simulator/index.mts';
import { json, refusals, spoilt, status, statuses, type Spoilt } from './faultsOfAnyService.mts';
import type { Story } from './stories.mts';

/** A task of another program on the same account. */
export interface Foreign {
	/** When it is submitted, in ms after the start. */
	afterMs: number;
	taskTimeMs: number;
	fails: boolean;
}

/** What goes wrong with one edit at Model Studio, besides what can go wrong anywhere. */
export interface ModelStudioStory extends Story {
	policy: Spoilt[];
	upload: Spoilt[];
	list: Spoilt[];
	cancel: Spoilt[];
	/** Whether the video is a file, which is uploaded. */
	hasFile: boolean;
	foreign: Foreign[];
	service: Pick<
		SimulatorSettings,
		'pendingTimeMs' | 'origPromptShown' | 'listLagMs' | 'clockOffsetMs'
	>;
}

/**
 * How long after a lost answer an empty list is not yet believed, in ms: to be set in the built node,
 * so that a long run ends. No list of a story lags behind for as long.
 */
export const LIST_LAG_MS = 1_500;

const coded = (code: number, name: string): FaultAction =>
	status(code, { code: name, message: name, request_id: 'req-1' });
const task = (id: string, status: string, more: object = {}): FaultAction =>
	json({ request_id: 'req-1', output: { task_id: id, task_status: status, ...more } });
const OF_ANOTHER = '00000000-0000-4000-8000-000000000000';

/** Faults that may come before the request was carried out or after it. */
const unclear = fc.record<Spoilt>({
	action: fc.oneof(
		statuses(408, 500, 502, 503, 504),
		fc.constantFrom<FaultAction>(
			{ kind: 'html', status: 502 },
			{ kind: 'html', status: 200 },
			{ kind: 'empty', status: 200 },
			{ kind: 'reset' },
			json({ request_id: 'req-1', output: {} }),
			json({ request_id: 'req-1' }),
			json({ code: 'InternalError', message: 'upstream', request_id: 'req-1' }),
			coded(500, 'InternalError.Timeout'),
			{ kind: 'redirect', to: '/api/v1/tasks/', status: 303 },
			json({ filler: 'x'.repeat(1_100_000) }),
		),
	),
	afterHandling: fc.boolean(),
});

/** What the service refuses in its own words. */
const refused = fc
	.constantFrom<FaultAction>(
		coded(400, 'Arrearage'),
		coded(401, 'InvalidApiKey'),
		coded(403, 'AccessDenied'),
		coded(429, 'Throttling.RateQuota'),
		coded(429, 'Throttling.AllocationQuota'),
	)
	.map((action): Spoilt => ({ action }));

const ofSubmit = fc.oneof(
	refusals,
	refused,
	{ arbitrary: unclear, weight: 2 },
	{ arbitrary: spoilt, weight: 2 },
	fc.constant<Spoilt>({
		action: json({
			code: 'InternalError',
			message: 'upstream',
			output: { task_id: '{taskId}', task_status: 'PENDING' },
		}),
		afterHandling: true,
	}),
);

const ofCheck = fc.oneof(
	refusals,
	refused,
	unclear,
	spoilt,
	fc.constantFrom<Spoilt>(
		{ action: task('{taskId}', 'A_WORD_NOBODY_KNOWS') },
		{ action: task('{taskId}', 'UNKNOWN') },
		{ action: task('{taskId}', 'SUCCEEDED') },
		{ action: task(OF_ANOTHER, 'FAILED') },
		{ action: task(OF_ANOTHER, 'SUCCEEDED', { orig_prompt: 'another' }) },
		{ action: json({ request_id: 'req-1', output: { task_status: 'FAILED' } }) },
		{ action: { kind: 'html', status: 403 } },
		{ action: json({ request_id: 'req-1', output: null }) },
	),
);

const ofList = fc.oneof(
	refusals,
	refused,
	unclear,
	spoilt,
	fc.constantFrom<Spoilt>(
		{ action: json({ request_id: 'req-1', data: null }) },
		{ action: json({ request_id: 'req-1', total: 1, data: [{}] }) },
		{ action: json({ request_id: 'req-1', total: 1, total_page: 1, data: [] }) },
	),
);

const ofUpload = fc.oneof(refusals, refused, unclear, spoilt);

/** Of a cancel, an answer without an error says that the task is taken back: where that is wrong, nobody can know. */
const saysTakenBack = ({ action }: Spoilt): boolean =>
	action.kind === 'json' && !('code' in (action.body as object));

const ofCancel = fc.oneof(
	unclear.filter((fault) => !saysTakenBack(fault)),
	spoilt,
	fc.constant<Spoilt>({ action: coded(400, 'UnsupportedOperation') }),
);

const ofDownload = fc.oneof(
	refusals,
	unclear,
	spoilt,
	fc.constant<Spoilt>({ action: { kind: 'contentType', contentType: 'text/html' } }),
);

const HOUR_MS = 3_600_000;

/** Random sequences of faults, with and without files, other programs, Retry On Fail and Stop. */
export const modelStudioStories: fc.Arbitrary<ModelStudioStory> = fc.record({
	submit: fc.array(ofSubmit, { maxLength: 4 }),
	question: fc.array(ofCheck, { maxLength: 5 }),
	download: fc.array(ofDownload, { maxLength: 7 }),
	list: fc.array(ofList, { maxLength: 3 }),
	policy: fc.array(ofUpload, { maxLength: 2 }),
	upload: fc.array(ofUpload, { maxLength: 2 }),
	cancel: fc.array(ofCancel, { maxLength: 1 }),
	hasFile: fc.boolean(),
	failingTasks: fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, fc.constantFrom(1, 2)),
	retryOnFail: fc.boolean(),
	continues: fc.boolean(),
	stopAfterMs: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined, freq: 3 }),
	foreign: fc.array(
		fc.record({
			afterMs: fc.integer({ min: 0, max: 3_000 }),
			taskTimeMs: fc.integer({ min: 100, max: 2_000 }),
			fails: fc.boolean(),
		}),
		{ maxLength: 2 },
	),
	service: fc.record({
		pendingTimeMs: fc.constantFrom(0, 0, 500, 2_000),
		origPromptShown: fc.constantFrom('succeeded', 'succeeded', 'succeeded', 'running', 'never'),
		listLagMs: fc.integer({ min: 0, max: 1_000 }),
		clockOffsetMs: fc.constantFrom(0, 0, 3 * HOUR_MS, -3 * HOUR_MS),
	}),
});

/** The same for a video in pieces, on an account of its own. */
export const modelStudioPiecesStories = modelStudioStories.map(
	(story): ModelStudioStory => ({ ...story, foreign: [] }),
);
