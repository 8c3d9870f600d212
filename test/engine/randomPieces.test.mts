import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { watchLog } from '../support/loggedTasks.mts';
import { LIST_LAG_MS, modelStudioPiecesStories } from '../support/promises/modelStudioStories.mts';
import { liveAllInPieces } from '../support/promises/piecesEdit.mts';
import { stories } from '../support/promises/stories.mts';
import { Workbench } from '../support/workbench.mts';

/**
 * Random sequences of faults, Retry On Fail and Stop for a video in four pieces: no piece is paid for twice, every message
 * leads to all that is paid, and what comes out has all pictures in their order. PIECES_STORIES=300 runs more of them,
 * PIECES_SEED others.
 */
const STORIES = Number(process.env.PIECES_STORIES ?? 25);
const SEED = Number(process.env.PIECES_SEED ?? 2027);
const AT_ONCE = 12;

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
	watchLog();
	timeLimitsOfBuiltNode().listLag = LIST_LAG_MS;
});
afterAll(async () => await bench.close());

test.each([
	['a service with Idempotency-Keys', 'apimart' as const, stories],
	['Model Studio', 'modelStudio' as const, modelStudioPiecesStories],
])(
	'the promises hold for a video in pieces at %s',
	async (_what, service, story) => {
		const all = fc.sample(story, { numRuns: STORIES, seed: SEED });
		const endings = await liveAllInPieces(bench, service, all, { atOnce: AT_ONCE });
		expect(endings.filter(({ isJoined }) => isJoined).length).toBeGreaterThan(STORIES / 4);
	},
	1_800_000,
);
