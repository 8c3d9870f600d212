import { automaticOf, CHECKS_PER_SECOND } from '../../test/support/polling/schedules.mts';
import { simulate } from '../../test/support/polling/simulate.mts';
import { HONEST, NONE, type ShapeName } from '../../test/support/polling/tasks.mts';
import { table } from '../tables.mts';
import { SLOTS } from './cluster.mts';
import { RESCUE } from './rescue.mts';
import { WAYS } from './ways.mts';

const EDITS_A_DAY = 100_000;
const TASK_S = 300;
const PEAK = 3;
const FILE_MB = 5;
const DAY_S = 86_400;
/** Of n8n's defaults: `EXECUTIONS_DATA_MAX_AGE` and `EXECUTIONS_DATA_PRUNE_MAX_COUNT`. */
const KEPT = '14 days, and at most 10,000';

const SIMULATED_TASKS = 2_000;

/** Edits a second, on average. */
const EDITS_PER_S = EDITS_A_DAY / DAY_S;

/** The part of docs/measured/scaling.md about a day with many edits: calculated, and not tried. */
export function paperPlan(): string {
	const atOnce = EDITS_PER_S * TASK_S;
	const checks = checksOfAnEdit();
	const fits = checks.filter(({ most }) => most * EDITS_PER_S * PEAK <= CHECKS_PER_SECOND);
	const slots = round(atOnce);
	const peakSlots = round(atOnce * PEAK);
	const workers = [atOnce, atOnce * PEAK].map((edits) => round(Math.ceil(edits / SLOTS)));
	const rounds = round(DAY_S / RESCUE.everyS);
	return `## ${round(EDITS_A_DAY)} edits a day, on paper

Tasks of ${TASK_S / 60} minutes, the longest that are usual ([api.md](../maintaining/api.md#2-check-the-task)), and a peak of
${PEAK} times the average. Nothing here was tried.

${table(
	['Figure', 'Value', 'Source'],
	[
		[
			'Edits a second',
			averageAndPeak(EDITS_PER_S),
			`${round(EDITS_A_DAY)} / ${round(DAY_S)} s`,
		],
		['Edits in progress', `${slots}, ${peakSlots} in the peak`, `edits a second × ${TASK_S} s`],
		[
			'Status checks allowed',
			`${CHECKS_PER_SECOND} a second per account`,
			"the underlying model's limit ([Sources](#sources))",
		],
		...checks.map(({ name, least, most, source }) => [
			`Status checks by *${name}*`,
			`${least === most ? figure(most) : `${figure(least)} to ${figure(most)}`} per edit: ${least === most ? '' : 'up to '}${averageAndPeak(most * EDITS_PER_S)}${verdict(most)}`,
			source,
		]),
		[
			'Slots for *Wait in the node*',
			`${slots}, ${peakSlots} in the peak: ${workers.join(' to ')} workers with ${SLOTS} each`,
			'one for each edit in progress',
		],
		['Slots for the other ways', 'as many as edits are being submitted or checked at that moment', 'the runs above'],
		[
			'Executions to keep',
			`${round(EDITS_A_DAY)} a day, and ${rounds} of the workflow that looks every ${RESCUE.everyS} s`,
			`n8n prunes them; by default it keeps ${KEPT}`,
		],
		[
			'Files',
			`${round((EDITS_A_DAY * FILE_MB) / 1000)} GB a day at ${FILE_MB} MB per video`,
			'queue mode keeps files in the database unless it is set up otherwise',
		],
	],
)}

${
	fits.length === 0
		? 'No way stays within the limit of status checks in the peak.'
		: `Within the limit of status checks also in the peak: ${list(fits.map(({ name }) => `*${name}*`))}.`
}
Pauses that are longer (of the Wait node, of the schedule) make fewer checks, and the videos later.

For that many edits, use:

- *Callback*, or *Data table* if n8n cannot be reached from outside or Redis may lose its data, with pauses that keep
  within the limit.
- Two or three workers, for safety rather than speed, each on its own machine, and as many again if you download the
  videos. Set \`N8N_CONCURRENCY_PRODUCTION_LIMIT\` so that a worker does not take work that others could do.
- PostgreSQL on its own machine. Turn off saving of successful executions in the workflow's settings, or let n8n prune
  them early (\`EXECUTIONS_DATA_MAX_AGE\`, \`EXECUTIONS_DATA_PRUNE_MAX_COUNT\`).
- **Download Video** off, so that only the link is passed on, or files in S3 (\`N8N_DEFAULT_BINARY_DATA_MODE=s3\`): a
  database is no place for that many files.
- Redis with its append-only file, so that a restart loses no queued execution.

### Sources

[api.md](../maintaining/api.md) says what is known about the services, and how surely: a task usually takes 1–5 minutes, and a callback is
repeated about 3 times after an error. ${CHECKS_PER_SECOND} status checks a second per account is the limit of the underlying model; the
services state none. The rest is calculated from these figures or measured above.`;
}

/** How many status checks an edit takes in each way. */
function checksOfAnEdit() {
	const inNode = [HONEST, NONE].map(checksInNode).sort((a, b) => a - b);
	const [, ask, callback] = WAYS.map(({ sleepS }) => sleepS ?? 0);
	const asked = Math.ceil(TASK_S / ask);
	const called = Math.ceil(TASK_S / callback);
	// Wherever in a pause an edit begins, a round comes after its end, too.
	const rounds = Math.floor(TASK_S / RESCUE.everyS) + 1;
	return [
		{
			least: inNode[0],
			most: inNode[1],
			source: `its schedule as in [performance.md](performance.md#the-default), for tasks of ${TASK_S / 60} minutes: with honest progress, and without`,
		},
		{ least: asked, most: asked, source: `${TASK_S} s / ${ask} s, rounded up` },
		{
			least: called,
			most: called,
			source: `one for the call, and one for each ${callback} s before it; 1 with a longer time limit in *Wait for Callback*`,
		},
		{ least: rounds, most: rounds, source: `${TASK_S} s / ${RESCUE.everyS} s, and the round after it` },
	].map((checks, number) => ({ name: WAYS[number].name, ...checks }));
}

/** On average, with as many tasks in a process as a worker has slots. */
const checksInNode = (shape: ShapeName): number =>
	simulate(automaticOf(SLOTS), {
		shapes: [shape],
		count: SIMULATED_TASKS,
		takesS: TASK_S,
	}).questions;

const averageAndPeak = (perSecond: number) =>
	`${figure(perSecond)} a second, ${figure(perSecond * PEAK)} in the peak`;

function verdict(checks: number): string {
	if (checks * EDITS_PER_S > CHECKS_PER_SECOND) return ': **too many**';
	return checks * EDITS_PER_S * PEAK > CHECKS_PER_SECOND ? ': **too many in the peak**' : '';
}

const figure = (value: number) => (value < 10 && !Number.isInteger(value) ? value.toFixed(1) : round(value));
const round = (value: number) => Math.round(value).toLocaleString('en-GB');
const list = (words: string[]) => new Intl.ListFormat('en-GB').format(words);
