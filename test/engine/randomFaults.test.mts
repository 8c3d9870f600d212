import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { liveAll, stories, storiesWithoutKeys } from '../support/promises/randomEdit.mts';
import { Workbench } from '../support/workbench.mts';

/**
 * Random sequences of faults, Retry On Fail and Stop: every edit ends, is paid for once and brings its
 * video, nothing is requested after Stop, no message holds the key, and once there is a task every
 * message names it. The long run of the same is `npm run measure:reliability`.
 */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start({ balanceUsd: 1e9 });
});
afterAll(async () => await bench.close());

test.each([
	['a service that honours the Idempotency-Key', stories, true],
	[
		'a service that ignores it, as long as the answer to the submit arrives',
		storiesWithoutKeys,
		false,
	],
])(
	'the promises hold at %s',
	async (_what, story, honoursIdempotencyKey) => {
		bench.reset({ honoursIdempotencyKey });
		const batch = fc.array(story, { minLength: 150, maxLength: 150 });
		await fc.assert(
			fc.asyncProperty(batch, async (all) => {
				const endings = await liveAll(bench, all, { atOnce: 25 });
				expect(endings.map(({ paid }) => paid)).toEqual(all.map(() => 1));
			}),
			{ seed: 2027, numRuns: 1, endOnFailure: true },
		);
	},
	240_000,
);
