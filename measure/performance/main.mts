/** Measures what the node costs, side by side with others, and writes docs/measured/performance.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { growthMb } from '../memoryWatch.mts';
import { n8nsOwnNodes } from '../n8nsOwnNodes.mts';
import { measureRuns } from './engine/measure.mts';
import { report as engineReport } from './engine/report.mts';
import { measureFiles } from './memory/measure.mts';
import { MOST_GROWTH_MB, report as memoryReport } from './memory/report.mts';
import { crossings, curves, othersPoints } from './polling/curves.mts';
import { plot } from './polling/plot.mts';
import { DEFAULT, report as pollingReport } from './polling/report.mts';
import { page } from './report.mts';
import { weigh } from './weight/measure.mts';
import { report as weightReport } from './weight/report.mts';

const PAGE = 'docs/measured/performance.md';
const PLOT = 'docs/images/polling.svg';

const HELP = `Usage: npm run measure:performance -- [options]

Measures status checks against delay, added time in n8n's engine, memory while waiting, memory of files, and
weight, each beside others in the same run. Writes ${PAGE} and its plot (three quarters of an hour).

  --only PART    polling, engine, memory or weight; prints instead of writing
  --task-time N  engine: how many seconds a task takes (90)
  --runs N       memory: how often each figure is measured, of which the greatest counts (3)
  --file TEXT    memory: only the files whose description holds this text, e.g. "10 MB"; with --only memory
  --help         show this text`;

/** The parts of the page, in its order. */
const PARTS = {
	polling: measurePolling,
	engine: measureEngine,
	memory: measureMemory,
	weight: measureWeight,
};

const choices = () =>
	parseArgs({
		options: {
			only: { type: 'string', default: '' },
			'task-time': { type: 'string', default: '90' },
			runs: { type: 'string', default: '3' },
			file: { type: 'string', default: '' },
			help: { type: 'boolean', default: false },
		},
	}).values;

type Choices = ReturnType<typeof choices>;

try {
	const given = choices();
	if (given.help) console.log(HELP);
	else if (given.only) console.log(await partOf(given.only)(given));
	else {
		if (given.file)
			throw new Error('--file leaves files out of the page: use it with --only memory');
		const polling = await measurePolling(given);
		const engine = await measureEngine(given);
		const memory = await measureMemory(given);
		const weight = await measureWeight();
		await writeFile(PAGE, page({ polling, engine, memory, weight }));
	}
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

function partOf(name: string): (given: Choices) => Promise<string> {
	if (name in PARTS) return PARTS[name as keyof typeof PARTS];
	throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}, not "${name}"`);
}

async function measurePolling({ only }: Choices): Promise<string> {
	const all = curves();
	if (!only) await writeFile(PLOT, await plot(all, othersPoints(), DEFAULT));
	const found = crossings(all);
	for (const crossing of found) console.log(crossing);
	if (found.length > 0) process.exitCode = 1;
	return pollingReport(found);
}

async function measureEngine(given: Choices): Promise<string> {
	n8nsOwnNodes();
	const taskTimeS = Number(given['task-time']);
	return await inFolder(async (folder) => {
		const { rows, waiting } = await measureRuns(folder, taskTimeS * 1000);
		return engineReport(rows, waiting, taskTimeS);
	});
}

async function measureMemory({ runs, file }: Choices): Promise<string> {
	n8nsOwnNodes();
	return await inFolder(async (folder) => {
		const rows = await measureFiles(folder, Number(runs), file);
		const mostMb = Math.max(...rows.map(({ memory }) => growthMb(memory.node!)));
		console.log(
			`The node grew by ${mostMb.toFixed(1)} MB at most, ${MOST_GROWTH_MB} MB are allowed`,
		);
		if (!(mostMb < MOST_GROWTH_MB)) process.exitCode = 1;
		return memoryReport(rows, Number(runs));
	});
}

async function measureWeight(): Promise<string> {
	n8nsOwnNodes();
	return await inFolder(async (folder) => weightReport(await weigh(folder)));
}

/** Gives a folder that is gone afterwards. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'wan-videoedit-performance-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
