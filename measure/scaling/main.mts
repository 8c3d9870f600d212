/** Sends edits through every way to wait, on an n8n in queue mode that meets with accidents. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { NEWEST_N8N } from '../../n8n/server/bringN8n.mts';
import { chosenN8n } from '../../n8n/server/chosenN8n.mts';
import { ENDING_SIGNALS, N8nServer } from '../../n8n/server/n8nServer.mts';
import type { N8nProgram } from '../../n8n/server/n8nProgram.mts';
import { step } from '../../n8n/server/step.mts';
import { areDefaults } from '../run/areDefaults.mts';
import { runMeasuring, type Found } from '../run/measuringRun.mts';
import { Cluster } from './cluster.mts';
import { databaseVersions } from './databases.mts';
import { measureQuickly, measureWays, type Amounts } from './measure.mts';
import { Receiver } from './receiver.mts';
import { report } from './report.mts';

const PAGE = 'docs/measured/scaling.md';

const HELP = `Usage: npm run measure:scaling -- [options]

Runs n8n in queue mode (a main process, two workers, PostgreSQL, Redis) and sends edits through each way to
wait, first without faults, then while workers, the main process and Redis are killed or restarted. Writes
${PAGE} (an hour).

With one of these options it prints instead of writing:
  --edits N      how many edits meet with accidents (200)
  --calm N       how many edits before, without faults (40)
  --task-time N  how many seconds an edit takes (20)
  --only TEXT    only the ways whose name holds this text
  --n8n WHICH    a version to download (${NEWEST_N8N}), or the program of an n8n that is installed
  --quick        one worker and a handful of edits, all ways at once; a kill for one of them (four minutes)
  --help         show this text`;

const OPTIONS = {
	edits: { type: 'string', default: '200' },
	calm: { type: 'string', default: '40' },
	'task-time': { type: 'string', default: '20' },
	only: { type: 'string', default: '' },
	n8n: { type: 'string', default: NEWEST_N8N },
	quick: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

const WORKERS = 2;
const QUICK_TASK_S = 4;

try {
	const { values } = parseArgs({ options: OPTIONS });
	if (values.help) console.log(HELP);
	else {
		const program = await chosenN8n(values.n8n);
		const { quick, only } = values;
		const amounts: Amounts = {
			calm: Number(values.calm),
			hit: Number(values.edits),
			taskTimeS: quick ? QUICK_TASK_S : Number(values['task-time']),
			workers: quick ? 1 : WORKERS,
		};
		await runMeasuring({
			command: 'measure:scaling',
			page: PAGE,
			isWhole: areDefaults(values, OPTIONS),
			versions: { n8n: program.version, ...(await databaseVersions()) },
			measure: async () => await measure(program, amounts, quick, only),
		});
	}
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

async function measure(
	program: N8nProgram,
	amounts: Amounts,
	isQuick: boolean,
	only: string,
): Promise<Found> {
	const folder = await mkdtemp(join(tmpdir(), 'wan-videoedit-queue-'));
	// Ctrl-C ends what this has started, too; the databases get it by themselves.
	for (const signal of ENDING_SIGNALS) {
		process.once(signal, () => void N8nServer.killLeftOversIn(folder).then(() => process.exit(1)));
	}
	const { workers, taskTimeS } = amounts;
	const start = async () => await Cluster.start(program, folder, workers);
	const cluster = await step('n8n in queue mode', start);
	const receiver = await Receiver.start();
	try {
		cluster.simulator.settings.taskTimeMs = taskTimeS * 1000;
		const measured = isQuick
			? await measureQuickly(cluster, receiver)
			: await measureWays(cluster, receiver, amounts, only);
		const all = [...measured.calm, ...measured.hit];
		return {
			page: (about) => report(about, { ...amounts, ...measured, version: program.version }),
			problems: all
				.filter(({ edits, finished, billed }) => finished !== edits || billed !== edits)
				.map(({ way, edits, finished, billed }) => {
					return `${way}: of ${edits} edits, ${finished} finished and ${billed} were billed`;
				}),
		};
	} finally {
		await cluster.close();
		await receiver.close();
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}
