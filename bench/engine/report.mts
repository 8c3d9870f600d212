import { kilobytes, table } from '../tables.mts';
import type { Way } from './job.mts';
import { WAYS, type Row } from './measure.mts';
import { HAND_BUILT_WAIT_S } from './workflow.mts';

const NAMES: Record<Way, string> = { node: 'This node', handBuilt: 'Hand-built', bare: 'Bare' };

/** The part of docs/performance.md about what n8n's engine adds. */
export function report(rows: Row[], waiting: Row[], taskTimeS: number): string {
	const many = waiting[0].items;
	return `## Added time in n8n's engine

Submit, wait, download, in n8n's own engine, for tasks that take ${taskTimeS} s, all submitted at once, and with honest
progress. **Hand-built** is the workflow that people build with n8n's HTTP Request, Wait (${HAND_BUILT_WAIT_S} s), If and HTTP Request
nodes. **Bare** is the limit of what is possible: the three HTTP requests of an edit without n8n, by a script that knows
when the task is done and asks only then. Each figure is of a process of its own, which had made a hundred edits before; the
service is in another.

From the last task that was done at the service to the last video that was stored:

${table(
	['Edits', ...WAYS.map((way) => NAMES[way])],
	each(rows, (row) => `${row.addedS.toFixed(1)} s`),
)}

Questions for an edit, and the most within one second, the hundred edits before among them; the service allows 20:

${table(
	['Edits', ...WAYS.map((way) => NAMES[way])],
	each(rows, (row) => `${row.questions.toFixed(1)}, ${row.questionsAtOnce}`),
)}

What an edit costs n8n's one JavaScript thread, by which everything else in that process waits:

${aboveBare(rows, 'busyMs')}

Time of the processor for an edit, of all threads, those that clear memory away and write files among them:

${aboveBare(rows, 'cpuMs')}

## Memory while waiting

${many} edits in one execution, in the middle of the wait: what is alive on the heap beyond what was before, for each edit.

${table(
	['', 'For each edit'],
	waiting.map(({ way, waitingBytes }) => [NAMES[way], kilobytes(waitingBytes!)]),
)}`;
}

/** A table of times, with how much longer this node takes than the bare requests. */
const aboveBare = (rows: Row[], time: 'busyMs' | 'cpuMs') =>
	table(
		['Edits', ...WAYS.map((way) => NAMES[way]), 'This node above bare'],
		each(rows, (row) => `${row[time].toFixed(1)} ms`).map((cells) => {
			const [node, , bare] = WAYS.map((way) => find(rows, way, cells[0])[time]);
			return [...cells, `${(node - bare).toFixed(1)} ms`];
		}),
	);

/** A row for each number of edits, with a cell for each way. */
const each = (rows: Row[], cell: (row: Row) => string): Array<[number, ...string[]]> =>
	[...new Set(rows.map(({ items }) => items))].map((items) => [
		items,
		...WAYS.map((way) => cell(find(rows, way, items))),
	]);

const find = (rows: Row[], way: Way, items: number) =>
	rows.find((row) => row.way === way && row.items === items)!;
