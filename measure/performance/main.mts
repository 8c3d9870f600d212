/** Measures what the node costs, side by side with others, and writes docs/performance.md. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { n8nsOwnNodes } from '../n8nsOwnNodes.mts';
import { measureRun, WAYS } from './engine/measure.mts';
import { report as engineReport } from './engine/report.mts';
import { packInto } from './packedPackage.mts';
import { crossings, curves, othersPoints } from './polling/curves.mts';
import { plot } from './polling/plot.mts';
import { DEFAULT, report as pollingReport } from './polling/report.mts';
import { page } from './report.mts';
import { weigh } from './weight/measure.mts';
import { report as weightReport } from './weight/report.mts';

const HELP = `Usage: npm run bench -- [options]

Measures status checks against delay, added time in n8n's engine, memory while waiting, and weight, each beside
others in the same run, and writes docs/performance.md and its plot (about half an hour).

  --only PART    polling, engine or weight; prints instead of writing
  --task-time N  how many seconds a task takes in n8n's engine (90)
  --help         show this text`;

/** How many edits one execution makes. */
const ITEMS = [1, 10, 100, 500];
const PLOT = 'docs/images/polling.svg';

const { values } = parseArgs({
	options: {
		only: { type: 'string', default: '' },
		'task-time': { type: 'string', default: '90' },
		help: { type: 'boolean', default: false },
	},
});

const PARTS = {
	polling: measurePolling,
	engine: measureEngine,
	weight: measureWeight,
};

if (values.help) console.log(HELP);
else if (values.only) console.log(await PARTS[values.only as keyof typeof PARTS]());
else {
	const polling = await measurePolling();
	const engine = await measureEngine();
	const weight = await measureWeight();
	const memory = readFileSync('docs/memory.md', 'utf8');
	await writeFile('docs/performance.md', page({ polling, engine, weight, memory }));
}

async function measurePolling(): Promise<string> {
	const all = curves();
	await writeFile(PLOT, await plot(all, othersPoints(), DEFAULT));
	const found = crossings(all);
	for (const crossing of found) console.log(crossing);
	if (found.length > 0) process.exitCode = 1;
	return pollingReport(found);
}

async function measureEngine(): Promise<string> {
	n8nsOwnNodes();
	const folder = mkdtempSync(join(tmpdir(), 'wan-videoedit-bench-'));
	const taskTimeS = Number(values['task-time']);
	try {
		const packed = packInto(folder, join(process.cwd(), 'node_modules'));
		const common = { taskTimeMs: taskTimeS * 1000, packageFolder: packed.folder };
		const rows = [];
		for (const items of ITEMS) {
			for (const way of WAYS) {
				const row = await measureRun({ way, items, memory: false, ...common });
				console.log(row);
				rows.push(row);
			}
		}
		const waiting = [];
		for (const way of WAYS) {
			const row = await measureRun({ way, items: Math.max(...ITEMS), memory: true, ...common });
			console.log(row);
			waiting.push(row);
		}
		return engineReport(rows, waiting, taskTimeS);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function measureWeight(): Promise<string> {
	n8nsOwnNodes();
	const folder = mkdtempSync(join(tmpdir(), 'wan-videoedit-weight-'));
	try {
		return weightReport(await weigh(folder));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
