/** Cuts and joins long videos with the node and with ffmpeg, and writes docs/measured/cutting.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { compareOutcomes } from './outcome.mts';
import { isSame, isWithin, report } from './report.mts';
import { measureSpeed } from './speed.mts';

const PAGE = 'docs/measured/cutting.md';

const HELP = `Usage: npm run measure:cutting -- [options]

Cuts and joins videos of up to 500 MB and of many kinds with the node and with ffmpeg: time, memory, and what
comes out. Writes ${PAGE} (five minutes, 2 GB of disk).

  --runs N  how often each size is measured, an odd number (3)
  --help    show this text`;

const choices = () =>
	parseArgs({
		options: {
			runs: { type: 'string', default: '3' },
			help: { type: 'boolean', default: false },
		},
	}).values;

try {
	const { help, runs } = choices();
	if (help) console.log(HELP);
	else await measure(Number(runs));
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

async function measure(runs: number): Promise<void> {
	if (runs % 2 !== 1) throw new Error('--runs takes an odd number');
	const folder = mkdtempSync(join(tmpdir(), 'wan-videoedit-cutting-'));
	try {
		const outcomes = await compareOutcomes(folder);
		const speed = await measureSpeed(folder, runs);
		await writeFile(PAGE, report(speed, outcomes, runs));
		if (!speed.every(isWithin) || !outcomes.every(({ node }) => isSame(node)))
			throw new Error(`${PAGE} shows more time or memory than aimed at, or another outcome`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
