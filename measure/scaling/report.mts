import { table } from '../tables.mts';
import { SLOTS } from './cluster.mts';
import type { Amounts, Results } from './measure.mts';
import { paperPlan } from './paperPlan.mts';
import { RESCUE } from './rescue.mts';
import { EDITS_PER_S, type Result } from './run.mts';

/** Not measured by this command: tried once, and the last point read in its code. */
const WHAT_N8N_DOES = `What n8n 2.41.1 itself does with an execution that a killed worker had in its hands:

- It starts it on no other worker. (n8n 2 has no \`QUEUE_WORKER_MAX_STALLED_COUNT\` any more, which could allow that.)
- After a minute or two, the main process ends it with *This execution failed to be processed too many times*, and writes
  this error over what the execution had begun with. **Retry** then has nothing to run and ends with the same error, in the
  executions list as well as through n8n's API.
- If the main process was restarted before that, the execution stays *running*. By n8n's code, the main process calls it
  *crashed* when it starts once more, or at its next look, every 180 minutes (\`N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL\`),
  and leaves what it began with, so that **Retry** has something to run. A workflow with an API key could press that, but
  only for these.`;

/** What was measured, for docs/measured/scaling.md. */
export interface Measured extends Results, Pick<Amounts, 'taskTimeS' | 'workers'> {
	/** Of n8n. */
	version: string;
}

/**
 * The text of docs/measured/scaling.md.
 *
 * @param about where, when and with what it was measured
 */
export const report = (
	about: string,
	{ calm, hit, taskTimeS, workers, version }: Measured,
): string => `# Scaling

${about}

Waiting inside the node is the simplest way, but the wait ends when n8n stops, and every waiting edit holds a slot of a
worker. This page compares it with the other workflows in [\`examples/\`](../../examples), on n8n ${version} in queue mode: a
main process, ${workers === 1 ? 'a worker' : `${workers} workers`} with ${SLOTS} slots each, PostgreSQL and Redis, all on one machine with the
[simulator](../maintaining/simulator.md), where an edit takes ${taskTimeS} s.

| Way | Workflow |
|---|---|
| Wait in the node | \`edit-a-video\` |
| Wait and ask | \`submit-wait-get\`: checks every 70 s |
| Callback | \`submit-and-callback\`: checks when the service calls, or after 2 minutes |
| Data table | \`submit-to-table\` and \`collect-from-table\`: checks every minute |

## Without faults

${calm[0].edits} edits, ${EDITS_PER_S} a second.

${table(
	[
		...['Way', 'Slots held by a waiting edit', 'Edits in progress at the same time'],
		...['From done at the service to done in the workflow: median, 95 %', 'All done after'],
		"n8n's memory: before, at most",
	],
	calm.map(peaceRow),
)}

When the node waits, the slots limit how many edits are in progress at the same time. The others have not been submitted
yet, so they come late without being slow. In the other ways, a waiting edit is a row in n8n's database. The memory is
that of all n8n processes together, before the edits came and at most.

## With failures

${hit[0].edits} edits, ${EDITS_PER_S} a second, and meanwhile, counted from the first edit: ${hit[0].accidents.map(({ name, atS }) => `${name} after ${atS} s`).join(', ')}. What was killed or stopped is started again at once, a worker like a new container: without its event log.

${table(
	[
		...['Way', 'Finished', 'Billed', 'Started again by a workflow', 'Started again by hand'],
		...['Videos delivered twice', 'All done after', 'From done at the service to done in the workflow: median, longest'],
	],
	hit.map(accidentRow),
)}

${byHand(hit)}

How many edits each accident caught, so that they were started again, and how long that part of n8n was down:

${table(['Way', ...hit[0].accidents.map(({ name }) => name[0].toUpperCase() + name.slice(1))], hit.map(costRow))}

What a kill catches depends on what the worker was doing at that moment:

- *Wait in the node*: every edit that waits on the killed worker. A worker that is stopped gently finishes its work
  within its grace time, here 5 s and 30 s by default; what takes longer is caught, too.
- The other ways: only what was being submitted or checked at that very moment. What sleeps in the database, or is only a
  row in a table, is not affected.

An edit is always started again with the same **Idempotency Key**, and the service returns the same task. A service that
does not support these keys bills it again: look for the edit at the service first, and leave out the workflow that starts
edits again, in \`collect-from-table\` its part *Edits left behind*.

### Without a button

${WHAT_N8N_DOES}

So a workflow does it, from a table in which an edit stands before it is bought:

- *Data table* has it: \`collect-from-table\` submits again, once, what has no task after ${RESCUE.afterS / 60} minutes.
- *Wait in the node*, *Wait and ask* and *Callback* have got it here. Behind the trigger, a **Data Table** node (*Upsert*)
  writes the row of the edit: its ID, video, prompt, and the status \`begun\`. Behind the next step, another one writes
  \`done\`, and where an edit fails, \`failed\`. A second workflow looks every ${RESCUE.everyS} s for rows that have been \`begun\` for more than ${RESCUE.afterS / 60} minutes, writes them
  anew, so that the next round leaves them alone, and calls the webhook of the first one with them. The minutes must be more
  than an edit takes, or edits that are on their way are started again: nothing is billed for that, but their videos arrive
  twice.
- So that nothing is lost before it is in the table, the webhook answers only then (**Respond to Webhook**), and the
  sender tries again until it does. Only in *Wait in the node* it answers at once, as an edit may have to wait long for a
  slot; n8n's queue keeps it until then, and what is killed in the moment between is left to a person.

Let workers start without the event log of the previous worker (\`n8nEventLog*.log\` in its folder \`.n8n\`), as containers
do anyway. In n8n ${version} a worker that finds one marks every execution that it once began and did not end as
crashed, even those that have just been woken and are running on another worker.

${paperPlan()}
`;

const quantile = (sorted: number[], q: number) =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
const seconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`;

const peaceRow = (result: Result) => [
	result.way,
	result.holdsSlot ? 1 : 0,
	result.atOnce,
	`${seconds(quantile(result.delaysS, 0.5))}, ${seconds(quantile(result.delaysS, 0.95))}`,
	seconds(result.seconds),
	`${megabytes(result.idleBytes)}, ${megabytes(result.peakBytes)}`,
];

const accidentRow = (result: Result) => [
	result.way,
	`${result.finished} of ${result.edits}`,
	result.billed,
	result.startedItself,
	result.startedByHand,
	result.twice,
	seconds(result.seconds),
	`${seconds(quantile(result.delaysS, 0.5))}, ${seconds(quantile(result.delaysS, 1))}`,
];

const costRow = ({ way, accidents }: Result) => [
	way,
	...accidents.map(
		({ caught, beganAtMs, endedAtMs }) =>
			`${caught} caught, down ${seconds((endedAtMs - beganAtMs) / 1000)}`,
	),
];

function byHand(hit: Result[]): string {
	const left = hit.filter(({ startedByHand }) => startedByHand > 0);
	if (left.length === 0) return 'Nobody had to press a button.';
	const each = left.map(({ way, startedByHand }) => `${startedByHand} of *${way}*`);
	return `${new Intl.ListFormat('en-GB').format(each)} were left to a person, who sent the same edit again.`;
}
