/** Measures what the node costs, side by side with others, and writes docs/measured/performance.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { bringN8nsOwnNodes } from '../n8nsOwnNodes.mts';
import { areDefaults } from '../run/areDefaults.mts';
import { runMeasuring, type Found } from '../run/measuringRun.mts';
import { measureRuns } from './engine/measure.mts';
import { report as engineReport } from './engine/report.mts';
import { measureFiles } from './memory/measure.mts';
import { problemsOf, report as memoryReport } from './memory/report.mts';
import { notAhead } from './notAhead.mts';
import { measurePolling } from './polling/measure.mts';
import { plot } from './polling/plot.mts';
import { report as pollingReport } from './polling/report.mts';
import { page } from './report.mts';
import { QUICK, WHOLE, type Sizes } from './sizes.mts';
import { weigh } from './weight/measure.mts';
import { report as weightReport } from './weight/report.mts';

const PAGE = 'docs/measured/performance.md';
const PLOT = 'docs/images/polling.svg';

const HELP = `Usage: npm run measure:performance -- [options]

Measures status checks against delay, added time in n8n's engine, memory while waiting, memory of files, and
weight, each beside others in the same run. Writes ${PAGE} and its plot (three quarters of an hour).

With one of these options it prints instead of writing:
  --only PART    polling, engine, memory or weight
  --task-time N  engine: how many seconds a task takes (${WHOLE.engine.taskTimeMs / 1000})
  --runs N       memory: how often each figure is measured, of which the greatest counts (${WHOLE.memory.runs})
  --file TEXT    memory: only the files whose description holds this text, e.g. "10 MB"
  --quick        the least of each part (three minutes)
  --help         show this text`;

const OPTIONS = {
	only: { type: 'string', default: '' },
	'task-time': { type: 'string', default: '' },
	runs: { type: 'string', default: '' },
	file: { type: 'string', default: '' },
	quick: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

/** What a part of the page found; where this node is not ahead, in words. */
type Part = { text: string; notAhead?: string[] } & Partial<Omit<Found, 'page'>>;

/** The parts of the page, in its order. */
const PARTS: Record<string, (sizes: Sizes) => Promise<Part>> = {
	polling: ofPolling,
	engine: ofEngine,
	memory: ofMemory,
	weight: ofWeight,
};

try {
	const { values } = parseArgs({ options: OPTIONS });
	if (values.help) console.log(HELP);
	else {
		if (values.only !== '' && !(values.only in PARTS)) {
			throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}, not "${values.only}"`);
		}
		const { engine, memory, ...others } = values.quick ? QUICK : WHOLE;
		const sizes: Sizes = {
			...others,
			engine: { ...engine, ...(values['task-time'] && { taskTimeMs: Number(values['task-time']) * 1000 }) },
			memory: { ...memory, ...(values.runs && { runs: Number(values.runs) }), only: values.file },
		};
		await runMeasuring({
			command: 'measure:performance',
			page: PAGE,
			isWhole: areDefaults(values, OPTIONS),
			measure: async () => await measure(sizes, values.only),
		});
	}
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

async function measure(sizes: Sizes, only: string): Promise<Found> {
	const found: Record<string, Part> = {};
	for (const [name, measurePart] of Object.entries(PARTS)) {
		if (only === '' || only === name) found[name] = await measurePart(sizes);
	}
	const parts = Object.values(found);
	const texts = parts.map(({ text }) => text);
	const behind = parts.flatMap((part) => part.notAhead ?? []);
	return {
		page: (about) => page(about, texts, behind),
		files: Object.assign({}, ...parts.map(({ files }) => files)) as Record<string, string>,
		problems: parts.flatMap(({ problems = [] }) => problems),
	};
}

async function ofPolling({ polling }: Sizes): Promise<Part> {
	const found = measurePolling(polling);
	return {
		text: pollingReport(found),
		files: { [PLOT]: await plot(found) },
		problems: found.crossings,
		notAhead: notAhead.polling(found),
	};
}

async function ofEngine({ engine }: Sizes): Promise<Part> {
	await bringN8nsOwnNodes();
	const { rows, waiting } = await inFolder(async (folder) => await measureRuns(folder, engine));
	return {
		text: engineReport(rows, waiting, engine.taskTimeMs / 1000),
		notAhead: notAhead.engine(rows, waiting),
	};
}

async function ofMemory({ memory }: Sizes): Promise<Part> {
	await bringN8nsOwnNodes();
	const rows = await inFolder(async (folder) => await measureFiles(folder, memory));
	return {
		text: memoryReport(rows, memory.runs),
		problems: problemsOf(rows),
		notAhead: notAhead.memory(rows),
	};
}

async function ofWeight({ weight }: Sizes): Promise<Part> {
	await bringN8nsOwnNodes();
	const weights = await inFolder(async (folder) => await weigh(folder, weight));
	return { text: weightReport(weights), notAhead: notAhead.weight(weights) };
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
