/** Runs random sequences at a service in a process of its own and prints what came of them as one line of JSON. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import fc from 'fast-check';

import { liveAllAtModelStudio } from '../../test/support/promises/modelStudioEdit.mts';
import {
	LIST_LAG_MS,
	modelStudioStories,
} from '../../test/support/promises/modelStudioStories.mts';
import type { Ending } from '../../test/support/promises/promise.mts';
import { liveAll } from '../../test/support/promises/randomEdit.mts';
import { stories } from '../../test/support/promises/stories.mts';
import { Workbench } from '../../test/support/workbench.mts';

const AT_ONCE = 80;
const POLICIES = join(process.cwd(), 'dist/nodes/WanVideoEdit/shared/policies.js');

const [service, ...numbers] = process.argv.slice(2);
const [count, seed] = numbers.map(Number);
const bench = await Workbench.start({ balanceUsd: 1e9 });
const endings = service === 'modelStudio' ? await atModelStudio() : await atApimart();
const sum = (key: keyof Ending) => endings.reduce((total, ending) => total + ending[key], 0);
console.log(JSON.stringify({ tasks: sum('tasks'), paid: sum('paid'), requests: sum('requests') }));
process.exit();

async function atApimart(): Promise<Ending[]> {
	const all = fc.sample(stories, { numRuns: count, seed });
	return await liveAll(bench, all, { atOnce: AT_ONCE });
}

async function atModelStudio(): Promise<Ending[]> {
	const built = createRequire(import.meta.url)(POLICIES) as { TIMEOUTS_MS: { listLag: number } };
	built.TIMEOUTS_MS.listLag = LIST_LAG_MS;
	const all = fc.sample(modelStudioStories, { numRuns: count, seed });
	return await liveAllAtModelStudio(bench, all, { atOnce: AT_ONCE });
}
