/** Cuts and joins long videos with the node and with ffmpeg, and writes docs/measured/cutting.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import type { LongVideo } from '../../test/support/longVideos.mts';
import { areDefaults } from '../run/areDefaults.mts';
import { runMeasuring, type Found } from '../run/measuringRun.mts';
import { ffmpegVersion } from './copies.mts';
import { compareOutcomes, KINDS } from './outcome.mts';
import { isSame, isWithin, report } from './report.mts';
import { measureSpeed, SIZES_MB } from './speed.mts';

const PAGE = 'docs/measured/cutting.md';

const HELP = `Usage: npm run measure:cutting -- [options]

Cuts and joins videos of up to 500 MB and of many kinds with the node and with ffmpeg: time, memory, and what
comes out. Writes ${PAGE} (five minutes, 2 GB of disk).

  --runs N  how often each size is measured, an odd number (3); prints instead of writing
  --quick   the smallest size once, and two kinds; prints instead of writing (a minute)
  --help    show this text`;

/** One that ffmpeg cuts as well, and one that it does not. */
const QUICK_KINDS: LongVideo[] = ['everySecond', 'openGop'];

const OPTIONS = {
	runs: { type: 'string', default: '3' },
	quick: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

try {
	const { values } = parseArgs({ options: OPTIONS });
	if (values.help) console.log(HELP);
	else {
		await runMeasuring({
			command: 'measure:cutting',
			page: PAGE,
			isWhole: areDefaults(values, OPTIONS),
			versions: { ffmpeg: await ffmpegVersion() },
			measure: async () => await measure(values.quick, Number(values.runs)),
		});
	}
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}

async function measure(isQuick: boolean, runs: number): Promise<Found> {
	if (runs % 2 !== 1) throw new Error('--runs takes an odd number');
	const folder = mkdtempSync(join(tmpdir(), 'wan-videoedit-cutting-'));
	try {
		const outcomes = await compareOutcomes(folder, isQuick ? QUICK_KINDS : KINDS);
		const speed = isQuick
			? await measureSpeed(folder, SIZES_MB.slice(0, 1), 1)
			: await measureSpeed(folder, SIZES_MB, runs);
		const problems = [];
		if (!outcomes.every(({ node }) => isSame(node))) problems.push('Something else came out');
		// On a busy computer, how long it takes says nothing.
		if (!isQuick && !speed.every(isWithin)) problems.push('More time or memory than aimed at');
		return { page: (about) => report(about, speed, outcomes), problems };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
