import { kilobytes, table } from '../../tables.mts';
import type { Way } from './job.mts';
import { WAYS, type Row } from './measure.mts';
import { HAND_BUILT_WAIT_S } from './workflow.mts';

const NAMES: Record<Way, string> = {
	node: 'This node',
	handBuilt: 'Hand-built',
	least: 'Requests alone',
	bare: 'Bare',
};

const COLUMNS = ['Edits', ...WAYS.map((way) => NAMES[way])];

/** The part of docs/measured/performance.md about what n8n's engine adds. */
export function report(rows: Row[], waiting: Row[], taskTimeS: number): string {
	const many = waiting[0].items;
	return `## Added time in n8n's engine

Submit, wait and download in n8n's own engine, for tasks that take ${taskTimeS} s, all submitted at once, with honest
progress. **Hand-built** is the workflow that people build with n8n's HTTP Request, Wait (${HAND_BUILT_WAIT_S} s), If and HTTP Request
nodes. **Bare** is the limit of what is possible: the three HTTP requests of an edit without n8n, from a script that knows
when the task is done and checks only then. **Requests alone** is a node of n8n that sends what this node sends (a look at the
source, the submit, as many status checks, the download) with n8n's request helpers, credential and file store, and does
nothing else: what it takes above Bare is what requests cost in n8n. Each figure comes from a separate process that had made a
hundred edits before; the service runs in another one.

Time from the last task that was done at the service to the last video that was stored:

${table(
	[...COLUMNS, 'Above bare, per edit'],
	each(rows, ({ addedS }) => `${addedS.toFixed(1)} s`).map((cells) => {
		const [node, bare] = (['node', 'bare'] as const).map((way) => find(rows, way, cells[0]));
		return [...cells, inMs(((node.addedS - bare.addedS) * 1000) / node.items)];
	}),
)}

Status checks per edit, and the most within one second; the underlying model allows 20 a second:

${table(COLUMNS, each(rows, (row) => `${row.checks.toFixed(1)}, ${row.checksAtOnce}`))}

Time that an edit takes in n8n's only JavaScript thread; everything else in the process waits meanwhile:

${aboveBare(rows, ({ busyMs }) => busyMs)}

Processor time per edit in all threads, including those that clear memory and write files:

${aboveBare(rows, ({ cpuMs }) => cpuMs)}

## Memory while waiting

${many} edits in one execution, in the middle of the wait: live heap memory in addition to what was there before, per edit.

${table(
	['', 'Per edit'],
	waiting.map(({ way, waitingBytes }) => [NAMES[way], kilobytes(waitingBytes!)]),
)}`;
}

const inMs = (ms: number) => `${ms.toFixed(1)} ms`;

/**
 * A table of times, with how much longer this node takes for an edit than the bare requests, and how much of that the
 * requests take.
 *
 * @param eachMs what an edit takes
 */
const aboveBare = (rows: Row[], eachMs: (row: Row) => number) =>
	table(
		[...COLUMNS, 'Above bare, per edit', 'of it this node’s own'],
		each(rows, (row) => inMs(eachMs(row))).map((cells) => {
			const [node, , least, bare] = WAYS.map((way) => eachMs(find(rows, way, cells[0])));
			return [...cells, inMs(node - bare), inMs(node - least)];
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
