import fc from 'fast-check';

import type { Fault, Resolution } from '../../../simulator/index.mts';
import { status } from './faultsOfAnyService.mts';

/** How long the videos of the stories are, in seconds, as whoever makes them is asked. */
export const VIDEOS_S = [2, 3.3, 4.5, 6, 8.7, 10];

/** What an item asks for. */
export interface WantedEdit {
	/** Which of the videos. */
	video: number;
	/** 0 = all of it. */
	duration: number;
	resolution: Resolution;
}

/** What an account pays, or a service takes, for a second, in USD. */
export type Prices = Record<Resolution, number>;

/** A workflow whose node has limits, and what happens to it. */
export interface LimitStory {
	/** Where it buys, and what is billed there: of the first API nobody knows whether the source's seconds are, too. */
	service: 'billsResult' | 'billsBoth' | 'modelStudio';
	/** What each pass of the loop brings to the node. */
	passes: WantedEdit[][];
	/** As a part of all edits of the story; `undefined` = none. */
	editLimit?: number;
	/** As a part of what they cost at most. */
	costLimit?: number;
	/** Whether a person who reads that a limit is too low raises it, and presses "Retry". */
	raises: boolean;
	/** In the credential; `undefined` = nobody knows it. */
	price?: Prices;
	/** What the service takes, as a part of that. */
	servicePart: number;
	/** From this pass on, it takes another part. */
	laterPart?: { fromPass: number; part: number };
	/** What the credential says when the execution is retried, as a part of what it said first. */
	partAtRetry: number;
	checksSource: boolean;
	waits: boolean;
	retryOnFail: boolean;
	/** Whether On Error is Continue. */
	continues: boolean;
	/** How many items n8n begins with before it pauses. */
	batchSize?: number;
	/** Which of the accepted edits fail at the service, counted from 0. */
	failing: number[];
	faults: Fault[];
}

const edit: fc.Arbitrary<WantedEdit> = fc
	.record({
		video: fc.nat({ max: VIDEOS_S.length - 1 }),
		duration: fc.constantFrom(0, 0, 2, 3, 5),
		resolution: fc.constantFrom<Resolution>('720P', '1080P'),
	})
	.map(({ duration, ...rest }) => ({
		...rest,
		duration: duration <= VIDEOS_S[rest.video] ? duration : 0,
	}));

const pass = fc.oneof(
	{ arbitrary: fc.array(edit, { minLength: 1, maxLength: 4 }), weight: 3 },
	{ arbitrary: fc.array(edit, { minLength: 1, maxLength: 12 }), weight: 2 },
);

/** Tight, nearly enough, just enough, or generous; the limit of edits is a whole number. */
const limit = fc.constantFrom(
	...[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
	...[0.999, 1, 1, 1, 1, 1.001, 1.3, 5],
);

const submitFault = fc.constantFrom<Pick<Fault, 'action' | 'afterHandling'>>(
	{ action: status(402) },
	{ action: status(429) },
	{ action: status(503) },
	{ action: status(503), afterHandling: true },
	{ action: { kind: 'loseAnswer' } },
	{ action: { kind: 'truncatedJson' } },
	{ action: { kind: 'reset' } },
	{ action: { kind: 'reset' }, afterHandling: true },
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
	fc
		.tuple(submitFault, fc.nat({ max: 12 }), fc.constantFrom(1, 1, 2))
		.map(([what, after, times]): Fault => ({ on: 'submit', after, times, ...what })),
	// The attempt ends, and the task goes on.
	fc
		.tuple(fc.constantFrom(401, 402), fc.nat({ max: 6 }))
		.map(([code, after]): Fault => ({ on: 'task', after, action: status(code) })),
);

const usual = <T,>(value: T, other: fc.Arbitrary<T>) =>
	fc.oneof({ arbitrary: fc.constant(value), weight: 3 }, { arbitrary: other, weight: 1 });

/** Random items, passes, limits, prices and faults. */
export const limitStories: fc.Arbitrary<LimitStory> = fc.record({
	service: fc.constantFrom('billsResult', 'billsBoth', 'modelStudio'),
	passes: fc.array(pass, { minLength: 1, maxLength: 4 }),
	editLimit: fc.option(limit, { nil: undefined, freq: 3 }),
	costLimit: fc.option(limit, { nil: undefined, freq: 3 }),
	raises: fc.boolean(),
	price: usual<Prices | undefined>(
		{ '720P': 0.1, '1080P': 0.15 },
		fc.constantFrom({ '720P': 0.0664, '1080P': 0.11 }, { '720P': 0.07, '1080P': 0.07 }, undefined),
	),
	servicePart: fc.constantFrom(1, 1, 0.8, 0.45),
	laterPart: fc.option(
		fc.record({
			fromPass: fc.nat({ max: 3 }),
			part: fc.constantFrom(0.5, 0.9, 1.4),
		}),
		{ nil: undefined, freq: 2 },
	),
	partAtRetry: usual(1, fc.constantFrom(0.5, 1.5)),
	checksSource: usual(true, fc.constant(false)),
	waits: fc.boolean(),
	retryOnFail: fc.boolean(),
	continues: usual(false, fc.constant(true)),
	batchSize: usual<number | undefined>(undefined, fc.integer({ min: 1, max: 5 })),
	failing: usual<number[]>(
		[],
		fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1, maxLength: 3 }),
	),
	faults: fc.oneof(fc.constant<Fault[]>([]), fc.array(fault, { minLength: 1, maxLength: 3 })),
});
