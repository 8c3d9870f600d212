import { NOTHING, type Flavour, type Result } from './oneEdit.mts';
import { isEnded, type NamedFault } from './faults.mts';

/** One row of the table: a fault, and what it did to both workflows. */
export interface Row {
	fault: NamedFault;
	retryOnFail: boolean;
	results: Record<Flavour, Result>;
}

/** The long run of random sequences. */
export interface RandomRun {
	sequences: number;
	seed: number;
	tasks: number;
	paid: number;
	requests: number;
}

/** What matters of a column: pure counts over its rows. */
export interface Totals {
	doublePurchases: number;
	lostTasks: number;
	wrongFiles: number;
	endless: number;
	videosAtOnce: number;
}

/** Counts a column. A stopped hand-built workflow is not blamed: its task ID may be in its data. */
export function totalsOf(rows: Row[], flavour: Flavour): Totals {
	const count = (holds: (result: Result, row: Row) => boolean) =>
		rows.filter((row) => holds(row.results[flavour], row)).length;
	return {
		doublePurchases: count(({ afterwards }, { fault }) => afterwards.paid > purchasesOf(fault)),
		lostTasks: count(
			({ afterwards }, { fault }) =>
				afterwards.paid > 0 &&
				afterwards.got !== 'video' &&
				!(flavour === 'handBuilt' && isEnded(fault)),
		),
		wrongFiles: count(({ got, afterwards }) => [got, afterwards.got].includes('wrong file')),
		endless: count(({ got, afterwards }) => [got, afterwards.got].includes('no end')),
		videosAtOnce: count(({ got }) => got === 'video'),
	};
}

const seconds = (ms: number) => (ms < 10_000 ? (ms / 1000).toFixed(1) : (ms / 1000).toFixed(0));

function outcome({ got, ms, afterwards }: Result): string {
	if (got === 'video') return `video, ${seconds(ms)} s`;
	if (got === 'no end') return '**no end**';
	const then = afterwards.got === 'video' ? 'video' : `**${afterwards.got}**`;
	const how = afterwards.how === NOTHING ? '' : ` → ${then} by ${afterwards.how}`;
	return `${got === 'wrong file' ? '**wrong file**' : got}, ${seconds(ms)} s${how}`;
}

const purchasesOf = ({ passes = 1 }: NamedFault) => passes;

const billed = ({ afterwards: { paid } }: Result, fault: NamedFault) =>
	paid > purchasesOf(fault) ? `**${paid}**` : String(paid);

function table(rows: Row[]): string {
	const lines = rows.map(({ fault, results: { node, handBuilt } }) =>
		[
			`${fault.stage}: ${fault.name}`,
			outcome(node),
			billed(node, fault),
			outcome(handBuilt),
			billed(handBuilt, fault),
		].join(' | '),
	);
	return [
		'| Fault | This node | Billed | Hand-built | Billed |',
		'|---|---|---|---|---|',
		...lines.map((line) => `| ${line} |`),
	].join('\n');
}

function messages(rows: Row[]): string {
	return rows
		.filter(({ retryOnFail, results }) => !retryOnFail && results.node.message)
		.map(({ fault, results }) => {
			const words = results.node
				.message!.replace(/task_\w+/g, 'task_…')
				.replace(/n8n-[0-9a-f]{32}/g, 'n8n-…')
				.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…');
			return `| ${fault.stage}: ${fault.name} | ${words.replaceAll('|', '\\|')} |`;
		})
		.join('\n');
}

/** Writes docs/reliability.md. */
export function report(rows: Row[], random: RandomRun | undefined, n8nVersion: string): string {
	const [node, handBuilt] = [totalsOf(rows, 'node'), totalsOf(rows, 'handBuilt')];
	const line = (what: string, key: keyof Totals) =>
		`| ${what} | ${node[key]} | ${handBuilt[key]} |`;
	const sequences = random
		? `In ${random.sequences.toLocaleString('en')} random sequences of such faults (seed ${random.seed}), with and without Retry On Fail and Stop,
the node sent ${random.requests.toLocaleString('en')} requests. ${random.tasks.toLocaleString('en')} tasks were accepted, ${(random.tasks - random.paid).toLocaleString('en')} of them failed at the service and were
refunded, and ${random.paid.toLocaleString('en')} were paid for: one per edit, and each edit brought its video in the end. No request
followed a Stop, no message held the API key, and once there was a task every message named it.`
		: '';
	return `# Reliability

Made by \`npm run reliability\`, not typed. Every row is one edit on n8n's own engine (n8n-core ${n8nVersion}) against
the [simulator](simulator.md), which does what the row says and counts what it bills. **Hand-built** is the
workflow that people build for such a service, with n8n's HTTP Request, Wait and If nodes and a failure branch.
Both ask every second; a task takes half a second unless the row says otherwise.

When an edit brings no video, a person then does what there is to do: **Retry** in the executions list, or,
for a stopped execution, **Get Task** with the ID, or a run with the **Idempotency Key**, that the message names.

| Over ${rows.length} rows | This node | Hand-built |
|---|---|---|
${line('Double purchases', 'doublePurchases')}
${line('Paid tasks lost', 'lostTasks')}
${line('A wrong file handed on as the video', 'wrongFiles')}
${line('Executions without end', 'endless')}
${line('Video at the first go', 'videosAtOnce')}

${sequences}

## Limits

- A service that ignores the \`Idempotency-Key\` may bill twice when the answer to a submit is lost and the
  submit is repeated, by Retry On Fail or by hand. The node cannot know. It never repeats such a submit by
  itself, and its message says so.
- A try is recognised by its exact request. An expression that gives something new at every try, such as
  \`$now\`, makes every try a purchase of its own.
- A loop that leads from the error output back into the node is a new purchase at every pass, as is a new
  execution. The option **Idempotency Key** names the purchase across both.
- n8n keeps nothing of an execution whose process was killed. The log has the task ID, if there was one.
- In the row "idempotency_result_indeterminate" the service itself says that it cannot tell. The node stops.
- The task ID of a stopped hand-built workflow is in the data of its submit node, if n8n saved it, so these
  rows do not count as lost.

## One fault at a time

${table(rows.filter(({ retryOnFail }) => !retryOnFail))}

## The same with Retry On Fail, three tries

${table(rows.filter(({ retryOnFail }) => retryOnFail))}

## What the node says

Without Retry On Fail, where the edit brought no video at the first go:

| Fault | Message |
|---|---|
${messages(rows)}
`;
}
