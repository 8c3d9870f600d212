import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem, type as systemName } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';

import { Quiet } from './quiet.mts';

/** What a measuring command found. */
export interface Found {
	/** @param about where, when and with what it was measured, to stand at the top: a paragraph in Markdown */
	page: (about: string) => string;
	/** What belongs to the page and is written with it: the content of each file. */
	files?: Record<string, string>;
	/** In words, what the page shows that it should not show; the command fails with it. */
	problems: string[];
}

export interface MeasuringRun {
	/** The command after `npm run`. */
	command: string;
	/** The file that is written. */
	page: string;
	/** Whether all of it is measured, and not a part or a quick run; only then a page is written. */
	isWhole: boolean;
	/** What was used beside Node.js, e.g. `{ n8n: '2.41.1' }`. Default: n8n's engine. */
	versions?: Record<string, string>;
	measure: () => Promise<Found>;
}

/**
 * Measures, and writes the page if nothing disturbed the run; a part and a quick run are printed instead. Sets the
 * exit code 1 if there are problems or it was disturbed.
 *
 * @throws when the computer is busy before a whole run
 */
export async function runMeasuring({ measure, ...run }: MeasuringRun): Promise<void> {
	const quiet = run.isWhole ? await Quiet.begin() : undefined;
	const begun = new Date();
	let disturbance: string | undefined;
	let found: Found;
	try {
		found = await measure();
	} finally {
		disturbance = quiet?.end();
	}
	const about = await aboutRun(run, begun);
	if (disturbance !== undefined) complain(`${disturbance} ${run.page} is left as it was.`);
	else if (run.isWhole) {
		const files = { ...found.files, [run.page]: found.page(about) };
		for (const [file, content] of Object.entries(files)) await writeFile(file, content);
	} else console.log(found.page(about));
	for (const problem of found.problems) complain(problem);
}

function complain(words: string): void {
	console.error(styleText('red', words));
	process.exitCode = 1;
}

async function aboutRun(
	{ command, versions, isWhole }: Omit<MeasuringRun, 'measure'>,
	begun: Date,
): Promise<string> {
	const minutes = Math.max(1, Math.round((Date.now() - begun.getTime()) / 60_000));
	const used = versions ?? { 'n8n-core': await versionOf('n8n-core') };
	const programs = Object.entries({ 'Node.js': process.versions.node, ...used });
	return [
		`Measured ${isWhole ? '' : 'in part '}by \`npm run ${command}\` in one run of`,
		`${minutes === 1 ? 'a minute' : `${minutes} minutes`} on ${dayOf(begun)}, with`,
		`${programs.map(([name, version]) => `${name} ${version}`).join(', ')}, on a computer`,
		`${isWhole ? 'that did nothing else' : 'that may have done something else, too'}:`,
		`${availableParallelism()} processors (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 1024 ** 3)} GB,`,
		`${systemName()} ${release()}.`,
	].join('\n');
}

const dayOf = (date: Date): string =>
	new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date);

async function versionOf(packageName: string): Promise<string> {
	const file = join('node_modules', packageName, 'package.json');
	return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}
