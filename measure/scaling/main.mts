/** Sends edits through every way to wait, on an n8n in queue mode that meets with accidents. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { NEWEST_N8N } from '../../n8n/server/bringN8n.mts';
import { chosenN8n } from '../../n8n/server/chosenN8n.mts';
import { ENDING_SIGNALS, N8nServer } from '../../n8n/server/n8nServer.mts';
import { step } from '../../n8n/server/step.mts';
import { Cluster } from './cluster.mts';
import { Receiver } from './receiver.mts';
import { report } from './report.mts';
import { run, type Result } from './run.mts';
import { WAYS } from './ways.mts';

const PAGE = 'docs/measured/scaling.md';

const HELP = `Usage: npm run measure:scaling -- [options]

Runs n8n in queue mode (a main process, two workers, PostgreSQL, Redis) and sends edits through each way to
wait, first without faults, then while workers, the main process and Redis are killed or restarted. Writes
${PAGE} (half an hour).

  --edits N      how many edits meet with accidents (200)
  --calm N       how many edits before, without faults (40)
  --task-time N  how many seconds an edit takes (20)
  --only TEXT    only the ways whose name holds this text; prints instead of writing
  --n8n WHICH    a version to download (${NEWEST_N8N}), or the program of an n8n that is installed
  --help         show this text`;

const choices = () =>
	parseArgs({
		options: {
			edits: { type: 'string', default: '200' },
			calm: { type: 'string', default: '40' },
			'task-time': { type: 'string', default: '20' },
			only: { type: 'string', default: '' },
			n8n: { type: 'string', default: NEWEST_N8N },
			help: { type: 'boolean', default: false },
		},
	}).values;

try {
	const values = choices();
	if (values.help) console.log(HELP);
	else await measure(values);
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

async function measure(values: ReturnType<typeof choices>): Promise<void> {
	const program = await chosenN8n(values.n8n);
	const folder = await mkdtemp(join(tmpdir(), 'wan-videoedit-queue-'));
	// Ctrl-C ends what this has started, too; the databases get it by themselves.
	for (const signal of ENDING_SIGNALS) {
		process.once(signal, () => void N8nServer.killLeftOversIn(folder).then(() => process.exit(1)));
	}
	const cluster = await step('n8n in queue mode', async () => await Cluster.start(program, folder));
	const receiver = await Receiver.start();
	const taskTimeS = Number(values['task-time']);
	cluster.simulator.settings.taskTimeMs = taskTimeS * 1000;
	const calm: Result[] = [];
	const hit: Result[] = [];
	let isKept = true;
	try {
		for (const way of WAYS.filter(({ name }) => name.includes(values.only))) {
			console.log(styleText('bold', way.name));
			for (const accidents of [false, true]) {
				const edits = Number(accidents ? values.edits : values.calm);
				const result = await run(way, cluster, receiver, { edits, accidents });
				(accidents ? hit : calm).push(result);
				const { finished, billed, startedAgain, seconds } = result;
				console.log(
					`  ${finished} of ${edits} finished, ${billed} billed, ${startedAgain} started again, ${Math.round(seconds)} s`,
				);
				isKept &&= finished === edits && billed === edits;
			}
		}
		const text = report({ calm, hit, taskTimeS, version: program.version });
		if (values.only) console.log(text);
		else await writeFile(PAGE, text);
	} finally {
		await cluster.close();
		await receiver.close();
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	}
	if (!isKept) throw new Error('An edit was lost or paid for twice');
}
