import { SERVICE_NAMES } from './answers.mts';
import { messages } from './messages.mts';
import { notAhead } from './notAhead.mts';
import type { RandomRuns } from './randomRuns.mts';
import { changedByRetryOnFail, COLUMNS, countOf, details, differs, folded, table } from './tables.mts';
import { totalsOf, type Row, type Totals } from './totals.mts';
import { isInPieces, serviceOf, type Flavour } from './workflows.mts';

const ALL = Object.keys(COLUMNS) as Flavour[];
const WHOLE: Flavour[] = ['node', 'modelStudio', 'handBuilt'];
const IN_PIECES: Flavour[] = ['pieces', 'modelStudioPieces'];

const TOTALS: Array<[what: string, key: keyof Totals]> = [
	['Rows', 'rows'],
	['Double purchases', 'doublePurchases'],
	['Paid for what should be refused', 'unwanted'],
	['Paid tasks lost', 'lostTasks'],
	['A wrong file passed on as the video', 'wrongFiles'],
	['Executions that never end', 'endless'],
	['Messages that show the API key', 'shownKeys'],
	['Video at the first attempt', 'videosAtOnce'],
];

function totals(rows: Row[]): string {
	const counted = ALL.map((flavour) => totalsOf(rows, flavour));
	return [
		`| | ${ALL.map((flavour) => COLUMNS[flavour]).join(' | ')} |`,
		`|${'---|'.repeat(ALL.length + 1)}`,
		...TOTALS.map(([what, key]) => `| ${[what, ...counted.map((one) => one[key])].join(' | ')} |`),
	].join('\n');
}

const number = (value: number) => value.toLocaleString('en');

function sequences(random: RandomRuns): string {
	const lines = ALL.flatMap((flavour) => {
		const run = random[flavour];
		if (!run) return [];
		const figures = [run.sequences, run.requests, run.tasks, run.tasks - run.paid, run.paid];
		const service = SERVICE_NAMES[serviceOf(flavour)];
		const what = isInPieces(flavour) ? `${service}, in four pieces` : service;
		return `| ${[what, ...figures.map(number)].join(' | ')} |`;
	});
	if (lines.length === 0) return '';
	return `Random sequences of such faults, with and without Retry On Fail and Stop, at Model Studio also with files and with other
programs on the account:

| | Sequences | Requests of the node | Tasks accepted | Failed or cancelled, refunded | Paid for |
|---|---|---|---|---|---|
${lines.join('\n')}

Each sequence is checked, and one that breaks a promise would have ended the run without a page: one task is paid for per edit,
and each edit returns its own video in the end. Of a video in pieces none is paid for twice; where all four were bought and the
execution could go on, the whole video comes out, and otherwise each paid piece is named. Nothing is requested after a Stop,
except to cancel what has not begun. No message contains the API key, and once there is a task, every message names it or, where
that is all that is known, tells when it was submitted.`;
}

const LIMITS = `- A service that ignores the \`Idempotency-Key\` may bill twice if the answer to a submit is lost and the submit is
  repeated, by Retry On Fail or by hand. The node cannot know this. It never repeats such a submit by itself, and
  its message says what to check.
- Model Studio knows no such key. A submit without an answer is looked for in its list of tasks, and found by its prompt. Of two
  n8n processes that submit the same prompt with the same account at the same time, one can take the other's task for its
  own lost one; within a process it cannot. If the worker of a queue is killed between a submit and its answer, n8n starts
  the execution again on another worker, which knows nothing of that submit and buys the edit again; where there is an
  \`Idempotency-Key\`, it does not.
- After **Retry** in the executions list, an edit is recognised by its exact request. An expression that returns
  something new each time, such as \`$now\`, makes it a separate purchase there; within one execution it does not.
- A loop that leads from the error output back into the node is a new purchase at every pass, and so is a new
  execution, unless the one before was stopped. The option **Idempotency Key** identifies the purchase across both.
- What a stopped execution has bought is gone on with by the same edit of the same node in the same n8n process only: after a
  restart, or on another worker, it is bought anew.
- n8n keeps nothing of an execution whose process was killed. The log has the task ID, if there was one.
- In the row "idempotency_result_indeterminate", the service itself says that it cannot tell. The node stops.
- The task ID of a stopped hand-built workflow is in the data of its submit node, if n8n saved it, so these rows
  do not count as lost.`;

/** The text of docs/measured/reliability.md. */
export function report(rows: Row[], random: RandomRuns, about: string): string {
	const isOf = (flavours: Flavour[]) => (row: Row) => flavours.some((one) => row.results[one]);
	const whole = rows.filter(isOf(WHOLE));
	const pieces = rows.filter(isOf(IN_PIECES));
	return `# Reliability

${about}

Every row is one edit, or as many as it says, on n8n's own engine against
the [simulator](../maintaining/simulator.md), which does what the row says and keeps track of what it bills. **Hand-built** is the
workflow that people build for such a service, with n8n's HTTP Request, Wait and If nodes and a failure branch; it works at the
same service as **This node**, which knows an \`Idempotency-Key\`. **At Model Studio** is this node there, where a list of tasks
tells what became of a lost submit. All check the task every second; a task takes half a second unless the row says
otherwise. *Refused* is the right answer where nothing should be bought; – stands where it cannot happen. How long it took
is only told where it took long.

If an edit returns no video, a person then does what is left to do: **Retry** in the executions list, once more without the
workflow's time limit where that was the reason, or, for a stopped execution, **Get Task** with the task ID or a run with the
**Idempotency Key**, whichever the message names; at Model Studio also **a look into the list of tasks** in its console, if the
message leaves that, and then Get Task or a new run. Where the row says *then executed again*, it is **a new run** at once.

${totals(rows)}

${sequences(random)}

## Limits

${LIMITS}

## Where the node is not ahead

${notAhead(whole)}

## The rows in which the ways differ

In what comes out, or in what is billed. Faults that end alike stand in one line.

${unfolded(whole, WHOLE)}

## A video in four pieces

34 s, a key frame each second, Long Videos set to **Edit in Pieces and Join**: four edits, and one video. A fault that
comes once hits one of the four. *Pieces* stands where no joined video is left to come by, as the execution was stopped or
the pieces do not fit together: then the message, the item or the log has named the task of each piece that is paid, and **Get Task** has
brought them. These are the rows that only such a video has, and those in which the two services differ.

${unfolded(pieces, IN_PIECES, ({ fault }) => fault.isOnlyInPieces === true)}

## What the node says

Without Retry On Fail, if the edit returned no video at the first attempt.

${details('This node', messages(whole, 'node'))}

${details(
	'At Model Studio, where that is more than other words of the service in the same message',
	messages(whole, 'modelStudio'),
)}

${details(
	'In pieces',
	messages(
		pieces.filter(({ fault }) => fault.isOnlyInPieces),
		'pieces',
	),
)}
`;
}

/**
 * The rows in which the workflows differ, without and with Retry On Fail, and the others folded away below.
 *
 * @param isShown whether a row is shown though they do not
 */
function unfolded(
	rows: Row[],
	flavours: Flavour[],
	isShown: (row: Row) => boolean = () => false,
): string {
	const isOpen = (row: Row) => isShown(row) || differs(row, flavours);
	const isClosed = (row: Row) => !isOpen(row);
	const once = rows.filter(({ retryOnFail }) => !retryOnFail);
	const changed = changedByRetryOnFail(rows, flavours);
	const unchanged = rows.length - once.length - changed.length;
	return `${table(once.filter(isOpen), flavours)}

The other ${countOf(once.filter(isClosed).length, 'row')}:

${folded(once.filter(isClosed), flavours)}

### With Retry On Fail, three attempts

${unchanged} of ${countOf(rows.length - once.length, 'row')} end as above. These end otherwise than without it, and the ways differ:

${table(changed.filter(isOpen), flavours)}

${details(`And these, in which they do not: ${countOf(changed.filter(isClosed).length, 'row')}`, table(changed.filter(isClosed), flavours))}`;
}
