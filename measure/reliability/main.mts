import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { Engine } from '../../n8n/engine/engine.mts';
import { n8nsOwnNodes } from '../n8nsOwnNodes.mts';
import { SERVICE_NAMES, type ServiceName } from './answers.mts';
import { faultsAt } from './faults.mts';
import { watchLog } from '../../test/support/loggedTasks.mts';
import { canBeInPieces, type NamedFault } from './namedFault.mts';
import { oneEdit } from './oneEdit.mts';
import { report, type RandomRun, type RandomRuns } from './report.mts';
import { COLUMNS } from './tables.mts';
import { totalsOf, type Row } from './totals.mts';
import { isInPieces, serviceOf, type Flavour } from './workflows.mts';

const PAGE = 'docs/measured/reliability.md';

const HELP = `Usage: npm run measure:reliability -- [options]

Measures what faults cost, and writes ${PAGE} (about an hour).

  --sequences N   how many random sequences of faults to run at each service (default 2000; 0 = none)
  --seed N        which ones (default 1)
  --only TEXT     only the rows whose first column holds this text, and no sequences; prints instead of writing
  --service NAME  only this service, apimart or modelStudio; prints instead of writing
  --pieces        only videos in pieces; prints instead of writing
  --help          show this text`;

/** The node at each service. */
const NODE_AT: Record<ServiceName, Flavour> = { apimart: 'node', modelStudio: 'modelStudio' };
/** The same with a video in pieces. */
const PIECES_AT: Record<ServiceName, Flavour> = {
	apimart: 'pieces',
	modelStudio: 'modelStudioPieces',
};

const NO_FAULT: NamedFault = { stage: 'Submit', name: 'none' };

/** A sequence of a video in pieces takes as long as so many of whole videos, about. */
const PIECES_SHARE = 10;

/** Edits that run at the same time. To cut and to join is work. */
const ROWS_AT_ONCE = 60;
const IN_PIECES_AT_ONCE = 20;

const { values } = parseArgs({
	options: {
		sequences: { type: 'string', default: '2000' },
		seed: { type: 'string', default: '1' },
		only: { type: 'string' },
		service: { type: 'string' },
		pieces: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
const SERVICES = Object.keys(SERVICE_NAMES) as ServiceName[];
const chosen = SERVICES.filter((service) => (values.service ?? service) === service);
if (values.help || chosen.length === 0) console.log(HELP);
else await measure(chosen);

async function measure(services: ServiceName[]): Promise<void> {
	const sequences = values.only || values.pieces ? 0 : Number(values.sequences);
	const [rows, random] = await Promise.all([
		runTable(services, values.only),
		sequences > 0 ? runSequences(services, sequences, Number(values.seed)) : {},
	]);
	const text = report(rows, random, await versionOf('n8n-core'));
	if (values.only ?? values.service ?? (values.pieces || undefined)) console.log(text);
	else await writeFile(PAGE, text);

	const nodes = services
		.flatMap((service) => [NODE_AT[service], PIECES_AT[service]])
		.map((flavour) => totalsOf(rows, flavour));
	const sum = (key: 'doublePurchases' | 'unwanted' | 'lostTasks') =>
		nodes.reduce((total, counted) => total + counted[key], 0);
	const [doublePurchases, unwanted] = [sum('doublePurchases'), sum('unwanted')];
	const lostTasks = sum('lostTasks');
	console.log(
		`${doublePurchases} double purchases, ${unwanted} that should be refused, ${lostTasks} lost paid tasks`,
	);
	process.exit(doublePurchases + unwanted + lostTasks > 0 ? 1 : 0);
}

interface Job {
	fault: NamedFault;
	retryOnFail: boolean;
	flavour: Flavour;
}

async function runTable(services: ServiceName[], only = ''): Promise<Row[]> {
	const engine = await Engine.start(process.cwd(), [n8nsOwnNodes()]);
	watchLog();
	const jobs = services.flatMap((service) => jobsAt(service, only));
	const rows = new Map<string, Row>();
	let done = 0;
	const work = async ({ fault, retryOnFail, flavour }: Job) => {
		const result = await oneEdit(engine, flavour, fault, retryOnFail);
		rows.get(keyOf(fault, retryOnFail))!.results[flavour] = result;
		progress(++done, jobs.length);
	};
	// The rows are in order, whichever edit ends first.
	for (const { fault, retryOnFail } of [...jobs].sort(byRetryOnFail)) {
		const key = keyOf(fault, retryOnFail);
		if (!rows.has(key)) rows.set(key, { fault, retryOnFail, results: {} });
	}
	// The first edit of each workflow loads what it needs.
	for (const flavour of new Set(jobs.map((job) => job.flavour))) {
		await oneEdit(engine, flavour, NO_FAULT, false);
	}
	// The clock of the machine is everybody's, so these edits are alone.
	const alone = ({ fault }: Job) => fault.clockJumpMs !== undefined;
	const sideBySide = async (queue: Job[], atOnce: number) =>
		await Promise.all(
			Array.from({ length: atOnce }, async () => {
				for (let job = queue.pop(); job; job = queue.pop()) await work(job);
			}),
		);
	const others = jobs.filter((job) => !alone(job));
	await sideBySide(
		others.filter(({ flavour }) => !isInPieces(flavour)),
		ROWS_AT_ONCE,
	);
	await sideBySide(
		others.filter(({ flavour }) => isInPieces(flavour)),
		IN_PIECES_AT_ONCE,
	);
	for (const job of jobs.filter(alone)) await work(job);
	await engine.stop();
	return [...rows.values()];
}

/** Everything that is to run at a service. */
function jobsAt(service: ServiceName, only: string): Job[] {
	const faults = faultsAt(service).filter(({ stage, name }) => `${stage}: ${name}`.includes(only));
	return faults.flatMap((fault) =>
		[false, true].flatMap((retryOnFail) =>
			flavoursOf(fault, service, values.pieces).map((flavour) => ({ fault, retryOnFail, flavour })),
		),
	);
}

function flavoursOf(fault: NamedFault, service: ServiceName, isOnlyPieces: boolean): Flavour[] {
	const pieces = canBeInPieces(fault) ? [PIECES_AT[service]] : [];
	if (isOnlyPieces || fault.isOnlyInPieces) return pieces;
	const hasHandBuilt = service === serviceOf('handBuilt') && !fault.isOnlyForNode;
	return [NODE_AT[service], ...(hasHandBuilt ? (['handBuilt'] as const) : []), ...pieces];
}

function keyOf({ stage, name }: NamedFault, retryOnFail: boolean): string {
	return `${stage} ${name} ${retryOnFail}`;
}

function byRetryOnFail(one: Job, other: Job): number {
	return Number(one.retryOnFail) - Number(other.retryOnFail);
}

/** Spreads the sequences over processes, one for each core. */
async function runSequences(
	services: ServiceName[],
	sequences: number,
	seed: number,
): Promise<RandomRuns> {
	const runs: RandomRuns = {};
	for (const service of services) {
		const [whole, pieces] = [NODE_AT[service], PIECES_AT[service]];
		runs[whole] = await sequencesOf(whole, sequences, seed);
		runs[pieces] = await sequencesOf(pieces, Math.ceil(sequences / PIECES_SHARE), seed);
	}
	return runs;
}

async function sequencesOf(
	flavour: Flavour,
	sequences: number,
	seed: number,
): Promise<RandomRun> {
	const processes = availableParallelism();
	const share = Math.ceil(sequences / processes);
	const script = join(import.meta.dirname, 'sequences.mts');
	const parts = Array.from({ length: processes }, async (_, number) => {
		const args = ['--import', 'tsx', script, flavour, String(share), String(seed + number)];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		console.log(`${share} random sequences: ${COLUMNS[flavour]}`);
		return JSON.parse(stdout) as Pick<RandomRun, 'tasks' | 'paid' | 'requests'>;
	});
	const done = await Promise.all(parts);
	const sum = (key: 'tasks' | 'paid' | 'requests') =>
		done.reduce((total, part) => total + part[key], 0);
	return {
		sequences: share * processes,
		seed,
		tasks: sum('tasks'),
		paid: sum('paid'),
		requests: sum('requests'),
	};
}

function progress(done: number, all: number): void {
	if (done % Math.ceil(all / 20) === 0 || done === all) console.log(`${done} of ${all} edits`);
}

async function versionOf(packageName: string): Promise<string> {
	const file = join('node_modules', packageName, 'package.json');
	return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}
