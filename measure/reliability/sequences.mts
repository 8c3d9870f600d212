/** Runs random sequences in a process of its own and prints what came of them as one line of JSON. */
import fc from 'fast-check';

import { Workbench } from '../../test/support/workbench.mts';
import { liveAll, stories } from '../../test/support/promises/randomEdit.mts';

const AT_ONCE = 80;

const [count, seed] = process.argv.slice(2).map(Number);
const bench = await Workbench.start({ balanceUsd: 1e9 });
const all = fc.sample(stories, { numRuns: count, seed });
const endings = await liveAll(bench, all, { atOnce: AT_ONCE });
const sum = (key: 'tasks' | 'paid' | 'requests') =>
	endings.reduce((total, ending) => total + ending[key], 0);
console.log(JSON.stringify({ tasks: sum('tasks'), paid: sum('paid'), requests: sum('requests') }));
process.exit();
