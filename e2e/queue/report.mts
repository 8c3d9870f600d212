import { SLOTS, WORKERS } from './cluster.mts';
import { ACCIDENTS, EDITS_PER_S, type Result } from './run.mts';

/** What was measured, for docs/scaling.md. */
export interface Measured {
	/** Without accidents. */
	calm: Result[];
	/** With them. */
	hit: Result[];
	/** How long an edit took at the service, in s. */
	taskTimeS: number;
	/** Of n8n. */
	version: string;
}

/** The text of docs/scaling.md. */
export const report = ({ calm, hit, taskTimeS, version }: Measured): string => `# Scaling

Waiting inside the node is the simplest way, but it ends when n8n does, and every waiting edit holds a slot of a
worker. This page compares it with the other workflows of [\`examples/\`](../examples), on n8n ${version} in queue mode: a
main process, ${WORKERS} workers with ${SLOTS} slots each, PostgreSQL and Redis, all on one machine with the
[simulator](simulator.md), where an edit takes ${taskTimeS} s. \`npm run e2e:queue\` measures it anew and writes this page.

| Way | Workflow |
|---|---|
| Wait in the node | \`edit-a-video\` |
| Wait and ask | \`submit-wait-get\`: asks every 70 s |
| Callback | \`submit-and-callback\`: asks when the service calls, or after 2 minutes |
| Data table | \`submit-to-table\` and \`collect-from-table\`: asks every minute |

## In peace

${calm[0]?.edits} edits, ${EDITS_PER_S} a second.

| Way | Slots held by a waiting edit | Edits made at the same time | From done at the service to done in the workflow: median, 95 % | All done after | Memory of n8n: before, at most |
|---|---|---|---|---|---|
${calm.map(peaceRow).join('\n')}

Edits made at the same time are limited by the slots when the node waits: the others have not been submitted yet, so they
are late without being slow. A waiting edit of the other ways is a row in n8n's database. The memory is that of all
processes of n8n together; it varies by tens of MB from run to run, and most of it is n8n itself.

## With accidents

${hit[0]?.edits} edits, ${EDITS_PER_S} a second, and meanwhile, counted from the first edit: ${ACCIDENTS.map(({ name, atS }) => `${name} after ${atS} s`).join(', ')}. Each of them is started again at once, a worker as a new container is: without its event log.

| Way | Finished | Billed | Started again by hand | Videos handed on twice | All done after | From done at the service to done in the workflow: median, longest |
|---|---|---|---|---|---|---|
${hit.map(accidentRow).join('\n')}

What each of them caught, and how long that part of n8n was away:

| Way | ${ACCIDENTS.map(({ name }) => name[0].toUpperCase() + name.slice(1)).join(' | ')} |
|---|${'---|'.repeat(ACCIDENTS.length)}
${hit.map(costRow).join('\n')}

"Started again by hand" are executions that a kill caught while they were at work, which n8n then calls *Crashed* or
leaves as running. The same edit was sent again with the same **Idempotency Key**, and the service gave back the same
task: nothing was billed twice. How many there are depends on what the worker had in hand in that moment:

- *Wait in the node*: every edit that waits on the killed worker. A worker that is stopped gently ends what it has in
  hand within its grace time, here 5 s and 30 s by default; what takes longer is caught, too.
- *Wait and ask* and *Callback*: only those that were being submitted or asked for in that very moment; whatever sleeps
  in the database is not touched.
- *Data table*: only those that were caught before they were noted, which are not bought either. What is noted is
  submitted again with its key after 5 minutes, once, by itself.

Let workers start without the event log of the worker before (\`n8nEventLog*.log\` in its folder \`.n8n\`), as containers
do by themselves. In n8n ${version} a worker that finds one takes every execution that it once began and did not end for
crashed, also those that were just woken and are at another worker: in a run with kept logs, a gentle restart of one
worker ended 45 of 200 executions of *Callback* that way.

A service that does not honour Idempotency Keys bills an edit again that is started again. Look for it there before, and
delete that part of \`collect-from-table\`.

## 100,000 edits a day, on paper

| Figure | Value | Source |
|---|---|---|
| Edits a second | 1.2 on average, 3.5 in a peak of three times that | 100,000 / 86,400 s |
| Edits on their way | 210 on average, 630 in the peak | 1–5 minutes each ([API contract](#sources)), here 3 |
| Questions that the service allows | 20 a second for an account | API contract |
| Questions of *Wait in the node* | 12 an edit with honest progress, 24 without: 14 to 28 a second, 42 to 83 in the peak: **too many** | [performance.md](performance.md), three minutes |
| Questions of *Wait and ask* | 3 an edit: 3.5 a second, 10 in the peak | 180 s / 70 s, rounded up |
| Questions of *Callback* | 1 an edit: 1.2 a second, 3.5 in the peak | one for each call |
| Questions of *Data table* | 3 an edit: 3.5 a second, 10 in the peak | 180 s / 60 s |
| Slots of *Wait in the node* | 210, 630 in the peak: 21 to 63 workers of 10 | one for each edit on its way |
| Slots of the other ways | a few: a submit or a question takes about a second | the runs above: ${EDITS_PER_S} edits a second came in with ${WORKERS * SLOTS} slots |
| Executions to keep | 100,000 a day, 200,000 with *Data table* | n8n prunes them; its defaults keep 14 days and at most 10,000 |
| Files | 500 GB a day at 5 MB a video | queue mode keeps files in the database unless it is told otherwise |

So, for that many:

- *Callback*, or *Data table* where n8n cannot be reached from outside or Redis may lose its data. Both stay below the
  limit of questions with room to spare.
- Two or three workers for safety and not for speed, on machines of their own, and as many again when you download the
  videos. Set \`N8N_CONCURRENCY_PRODUCTION_LIMIT\` so that a worker does not take what others could do.
- PostgreSQL on a machine of its own. Turn off saving of successful executions in the workflow's settings, or let n8n prune
  them early (\`EXECUTIONS_DATA_MAX_AGE\`, \`EXECUTIONS_DATA_PRUNE_MAX_COUNT\`).
- Turn **Download Video** off and hand the link on, or keep files in S3 (\`N8N_DEFAULT_BINARY_DATA_MODE=s3\`): a database is
  no place for 500 GB a day.
- Redis with its append-only file, so that a restart of it loses no queued execution.

### Sources

The API contract is the service's own documentation: a task takes 1–5 minutes, an account may ask 20 times a second, a call is
tried about 3 times after an error. The rest is counted from it or measured above. Nothing here was tried with 100,000 edits.
`;

const quantile = (sorted: number[], q: number) =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
const seconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`;

const peaceRow = (result: Result) =>
	row(
		result.way,
		result.holdsSlot ? 1 : 0,
		result.atOnce,
		`${seconds(quantile(result.delaysS, 0.5))}, ${seconds(quantile(result.delaysS, 0.95))}`,
		seconds(result.seconds),
		`${megabytes(result.idleBytes)}, ${megabytes(result.peakBytes)}`,
	);

const accidentRow = (result: Result) =>
	row(
		result.way,
		`${result.finished} of ${result.edits}`,
		result.billed,
		result.startedAgain,
		result.twice,
		seconds(result.seconds),
		`${seconds(quantile(result.delaysS, 0.5))}, ${seconds(quantile(result.delaysS, 1))}`,
	);

const costRow = ({ way, accidents }: Result) =>
	row(
		way,
		...accidents.map(
			({ caught, beganAtMs, endedAtMs }) =>
				`${caught} caught, away ${seconds((endedAtMs - beganAtMs) / 1000)}`,
		),
	);

const row = (...cells: Array<string | number>) => `| ${cells.join(' | ')} |`;
