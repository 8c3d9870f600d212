import { parseArgs, styleText } from 'node:util';

import { runMeasuring, type Found } from '../run/measuringRun.mts';
import { SERVICE_NAMES, type ServiceName } from './answers.mts';
import { measureTable } from './faultTable.mts';
import { nameOf } from './namedFault.mts';
import { checkQuick, isQuick } from './quick.mts';
import { randomRun, type RandomRuns } from './randomRuns.mts';
import { report } from './report.mts';
import { problemsOf } from './totals.mts';
import { NODE_AT, PIECES_AT } from './workflows.mts';

const COMMAND = 'measure:reliability';
const PAGE = 'docs/measured/reliability.md';

const SEQUENCES = 10_000;
/** A sequence of a video in pieces is as much work as so many of whole videos, about. */
const PIECES_SHARE = 5;
const QUICK_SEQUENCES = 4;

const HELP = `Usage: npm run ${COMMAND} -- [options]

Measures what faults cost, and writes ${PAGE}: about 75 minutes on two processors that have nothing else to do.
Downloads n8n, whose own nodes the hand-built workflow is made of (about 3 GB, once).

  --quick         a few rows of each kind and ${QUICK_SEQUENCES} sequences of each workflow, in two minutes; prints instead of writing
  --sequences N   how many random sequences of faults to run at each service, and a fifth as many of videos in pieces
                  (default ${SEQUENCES}; 0 = none); fewer print instead of writing
  --seed N        which ones (default 1)
  --only TEXT     only the rows whose first column holds this text, and no sequences; prints instead of writing
  --service NAME  only this service, apimart or modelStudio; prints instead of writing
  --pieces        only videos in pieces; prints instead of writing
  --help          show this text`;

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		sequences: { type: 'string', default: String(SEQUENCES) },
		seed: { type: 'string', default: '1' },
		only: { type: 'string' },
		service: { type: 'string' },
		pieces: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
const { quick, only, service: onlyService, pieces } = values;
const seed = Number(values.seed);
const sequences = quick ? QUICK_SEQUENCES : only ? 0 : Number(values.sequences);
const SERVICES = Object.keys(SERVICE_NAMES) as ServiceName[];
const services = SERVICES.filter((service) => (onlyService ?? service) === service);

if (values.help || services.length === 0) console.log(HELP);
else {
	try {
		await run();
	} catch (error) {
		console.error(styleText('red', (error as Error).message));
		process.exitCode = 1;
	}
	// What was stopped in the middle of something may still wait for it.
	process.exit();
}

async function run(): Promise<void> {
	const isPart = quick || pieces || only !== undefined || onlyService !== undefined;
	await runMeasuring({
		command: COMMAND,
		page: PAGE,
		isWhole: !isPart && sequences >= SEQUENCES,
		measure,
	});
}

async function measure(): Promise<Found> {
	const isWanted = (name: string, retryOnFail: boolean) =>
		quick ? isQuick(name, retryOnFail) : name.includes(only ?? '');
	const table = measureTable({ services, isWanted, isOnlyPieces: pieces });
	// Rows tell how long something took, which nothing else is to prolong.
	if (!quick) await table;
	const [rows, random] = await Promise.all([table, runSequences()]);
	const isAll = services.length === SERVICES.length && !pieces;
	if (quick && isAll) checkQuick(rows.map(({ fault }) => nameOf(fault)));
	return { page: (about) => report(rows, random, about), problems: problemsOf(rows) };
}

/** One workflow after another; a quick run waits more than it works, so that they run side by side there. */
async function runSequences(): Promise<RandomRuns> {
	const runs: RandomRuns = {};
	if (sequences === 0) return runs;
	const flavours = services.flatMap((service) => [
		...(pieces ? [] : [{ flavour: NODE_AT[service], count: sequences }]),
		{
			flavour: PIECES_AT[service],
			count: quick ? sequences : Math.ceil(sequences / PIECES_SHARE),
		},
	]);
	const run = async ({ flavour, count }: (typeof flavours)[number]) => {
		runs[flavour] = await randomRun(flavour, count, seed, quick ? 1 : undefined);
		console.error(`${count} random sequences of ${flavour}`);
	};
	if (quick) await Promise.all(flavours.map(run));
	else for (const flavour of flavours) await run(flavour);
	return runs;
}
