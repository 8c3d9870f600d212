import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { Engine } from '../../n8n/engine/engine.mts';
import { n8nsOwnNodes } from '../n8nsOwnNodes.mts';
import { FAULTS } from './faults.mts';
import type { NamedFault } from './namedFault.mts';
import { oneEdit, type Result } from './oneEdit.mts';
import { report, totalsOf, type RandomRun, type Row } from './report.mts';
import type { Flavour } from './workflows.mts';

const PAGE = 'docs/measured/reliability.md';

const HELP = `Usage: npm run measure:reliability -- [options]

Measures what faults cost, and writes ${PAGE} (a quarter of an hour).

  --sequences N   how many random sequences of faults to run (default 10000; 0 = none)
  --seed N        which ones (default 1)
  --only TEXT     only the rows whose first column holds this text; prints instead of writing
  --help          show this text`;

/** Edits that run at the same time. */
const ROWS_AT_ONCE = 60;

const { values } = parseArgs({
	options: {
		sequences: { type: 'string', default: '10000' },
		seed: { type: 'string', default: '1' },
		only: { type: 'string' },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) console.log(HELP);
else await measure();

async function measure(): Promise<void> {
	const sequences = values.only ? 0 : Number(values.sequences);
	const [rows, random] = await Promise.all([
		runTable(values.only),
		sequences > 0 ? runSequences(sequences, Number(values.seed)) : undefined,
	]);
	const text = report(rows, random, await versionOf('n8n-core'));
	if (values.only) console.log(text);
	else await writeFile(PAGE, text);

	const { doublePurchases, unwanted, lostTasks } = totalsOf(rows, 'node');
	console.log(
		`${doublePurchases} double purchases, ${unwanted} that should be refused, ${lostTasks} lost paid tasks`,
	);
	process.exit(doublePurchases + unwanted + lostTasks > 0 ? 1 : 0);
}

async function runTable(only = ''): Promise<Row[]> {
	const engine = await Engine.start(process.cwd(), [n8nsOwnNodes()]);
	const chosen = FAULTS.filter(({ stage, name }) => `${stage}: ${name}`.includes(only));
	const jobs = chosen.flatMap((fault) =>
		[false, true].flatMap((retryOnFail) =>
			flavoursOf(fault).map((flavour) => ({ fault, retryOnFail, flavour })),
		),
	);
	const results = new Map<string, Partial<Record<Flavour, Result>>>();
	const keyOf = (fault: NamedFault, retryOnFail: boolean) =>
		`${fault.stage} ${fault.name} ${retryOnFail}`;
	let done = 0;
	const work = async ({ fault, retryOnFail, flavour }: (typeof jobs)[number]) => {
		const result = await oneEdit(engine, flavour, fault, retryOnFail);
		const key = keyOf(fault, retryOnFail);
		results.set(key, { ...results.get(key), [flavour]: result });
		progress(++done, jobs.length);
	};
	// The first edit of each workflow loads what it needs.
	for (const flavour of ['node', 'handBuilt'] as const) {
		await oneEdit(engine, flavour, FAULTS[0], false);
	}
	// The clock of the machine is everybody's, so these edits are alone.
	const alone = ({ fault }: (typeof jobs)[number]) => fault.clockJumpMs !== undefined;
	const queue = jobs.filter((job) => !alone(job));
	await Promise.all(
		Array.from({ length: ROWS_AT_ONCE }, async () => {
			for (let job = queue.pop(); job; job = queue.pop()) await work(job);
		}),
	);
	for (const job of jobs.filter(alone)) await work(job);
	await engine.stop();
	return [false, true].flatMap((retryOnFail) =>
		chosen.map((fault) => ({
			fault,
			retryOnFail,
			results: results.get(keyOf(fault, retryOnFail)) as Row['results'],
		})),
	);
}

function flavoursOf({ isOnlyForNode }: NamedFault): Flavour[] {
	return isOnlyForNode ? ['node'] : ['node', 'handBuilt'];
}

/** Spreads the sequences over processes, one for each core. */
async function runSequences(sequences: number, seed: number): Promise<RandomRun> {
	const processes = availableParallelism();
	const share = Math.ceil(sequences / processes);
	const script = join(import.meta.dirname, 'sequences.mts');
	const parts = Array.from({ length: processes }, async (_, number) => {
		const args = ['--import', 'tsx', script, String(share), String(seed + number)];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		console.log(`${share} random sequences`);
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
