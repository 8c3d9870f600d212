/** Runs random sequences of a workflow in a process of its own and prints what came of them as one line of JSON. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import fc from 'fast-check';

import { liveAllAtModelStudio } from '../../test/support/promises/modelStudioEdit.mts';
import {
	LIST_LAG_MS,
	modelStudioPiecesStories,
	modelStudioStories,
} from '../../test/support/promises/modelStudioStories.mts';
import { watchLog } from '../../test/support/loggedTasks.mts';
import { liveAllInPieces } from '../../test/support/promises/piecesEdit.mts';
import type { Ending } from '../../test/support/promises/promise.mts';
import { liveAll } from '../../test/support/promises/randomEdit.mts';
import { stories } from '../../test/support/promises/stories.mts';
import { Workbench } from '../../test/support/workbench.mts';

/** Side by side in this process. */
const AT_ONCE = 60;
const POLICIES = join(process.cwd(), 'dist/nodes/WanVideoEdit/shared/policies.js');

/** Each has four times as much to do. */
const IN_PIECES_AT_ONCE = 12;

const [flavour, ...numbers] = process.argv.slice(2);
const [count, seed] = numbers.map(Number);
const sample = <Story,>(of: fc.Arbitrary<Story>) => fc.sample(of, { numRuns: count, seed });
const endingsOf = {
	node: async () => await liveAll(bench, sample(stories), { atOnce: AT_ONCE }),
	modelStudio: async () => {
		believeSoon();
		return await liveAllAtModelStudio(bench, sample(modelStudioStories), { atOnce: AT_ONCE });
	},
	pieces: async () => await inPieces('apimart', sample(stories)),
	modelStudioPieces: async () => {
		believeSoon();
		return await inPieces('modelStudio', sample(modelStudioPiecesStories));
	},
};
const bench = await Workbench.start({ balanceUsd: 1e9 });
const endings = await endingsOf[flavour as keyof typeof endingsOf]();
const sum = (key: keyof Ending) => endings.reduce((total, ending) => total + ending[key], 0);
console.log(JSON.stringify({ tasks: sum('tasks'), paid: sum('paid'), requests: sum('requests') }));
await bench.close();
process.exit();

async function inPieces(
	service: 'apimart' | 'modelStudio',
	all: Parameters<typeof liveAllInPieces>[2],
): Promise<Ending[]> {
	watchLog();
	return await liveAllInPieces(bench, service, all, { atOnce: IN_PIECES_AT_ONCE });
}

/** That an empty list is believed soon, so that the run ends. */
function believeSoon(): void {
	const built = createRequire(import.meta.url)(POLICIES) as { TIMEOUTS_MS: { listLag: number } };
	built.TIMEOUTS_MS.listLag = LIST_LAG_MS;
}
