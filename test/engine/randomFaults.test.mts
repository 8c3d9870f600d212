import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { liveAllAtModelStudio } from '../support/promises/modelStudioEdit.mts';
import { LIST_LAG_MS, modelStudioStories } from '../support/promises/modelStudioStories.mts';
import { liveAll } from '../support/promises/randomEdit.mts';
import { stories, storiesWithoutKeys } from '../support/promises/stories.mts';
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
])('the promises hold at %s', async (_what, story, honoursIdempotencyKey) => {
	bench.reset({ honoursIdempotencyKey });
	const batch = fc.array(story, { minLength: 150, maxLength: 150 });
	await fc.assert(
		fc.asyncProperty(batch, async (all) => {
			const endings = await liveAll(bench, all, { atOnce: 25 });
			expect(endings.map(({ paid }) => paid)).toEqual(all.map(() => 1));
		}),
		{ seed: 2027, numRuns: 1, endOnFailure: true },
	);
});

test('the promises hold at Model Studio, also when answers to submits are lost and others use the account', async () => {
	timeLimitsOfBuiltNode().listLag = LIST_LAG_MS;
	const batch = fc.array(modelStudioStories, { minLength: 150, maxLength: 150 });
	await fc.assert(
		fc.asyncProperty(batch, async (all) => {
			const endings = await liveAllAtModelStudio(bench, all, { atOnce: 25 });
			expect(endings.map(({ paid }) => paid)).toEqual(all.map(() => 1));
		}),
		{ seed: 2027, numRuns: 1, endOnFailure: true },
	);
}, 600_000);
