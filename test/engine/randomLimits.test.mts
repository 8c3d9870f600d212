import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { Engine } from '../../n8n/engine/engine.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { liveAllLimited, type LimitEnding } from '../support/promises/limitedRun.mts';
import { limitStories } from '../support/promises/limitStories.mts';
import { LIST_LAG_MS } from '../support/promises/modelStudioStories.mts';

/**
 * Random items, passes of a loop, retries, prices, ways of billing and faults: nothing above a limit is ever bought, and
 * nothing within the limits is refused. More of them: `LIMIT_STORIES=1000 LIMIT_SEED=1 npx jest randomLimits`.
 */
const { LIMIT_STORIES: count = '120', LIMIT_SEED: seed = '2027' } = process.env;

/** For whoever asks for a long run. */
const figuresOf = (endings: LimitEnding[]) => {
	const sum = (key: Exclude<keyof LimitEnding, 'broken'>) =>
		endings.reduce((total, ending) => total + Number(ending[key]), 0);
	return `${endings.length} stories, ${sum('executions')} executions and retries, ${sum('tasks')} edits, ${sum('paid')} of them paid; ${sum('isRefused')} stories met a limit, in ${sum('isWhole')} all was bought`;
};

let engine: Engine;
beforeAll(async () => {
	engine = await Engine.start();
	// On a busy computer, a probe that gives up knows less than the story.
	Object.assign(timeLimitsOfBuiltNode(), { listLag: LIST_LAG_MS, probe: 300_000 });
});
afterAll(async () => await engine.stop());

test(
	'nothing above a limit is bought, and nothing within the limits is refused',
	async () => {
		const stories = fc.sample(limitStories, { numRuns: Number(count), seed: Number(seed) });
		const endings = await liveAllLimited(engine, stories, { atOnce: 25 });
		if (process.env.LIMIT_STORIES) console.log(figuresOf(endings));
		expect(endings.flatMap(({ broken }) => broken)).toEqual([]);
		// Neither is true of a node that refuses all, or nothing.
		const refused = endings.filter(({ isRefused }) => isRefused).length;
		const whole = endings.filter(({ isWhole }) => isWhole).length;
		expect(refused).toBeGreaterThan(stories.length / 10);
		expect(whole).toBeGreaterThan(stories.length / 4);
	},
	Number(count) * 10_000 + 60_000,
);
