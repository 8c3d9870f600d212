import { nameOf, wantedOf, type NamedFault } from './namedFault.mts';
import type { Result } from './oneEdit.mts';
import { NOTHING } from './rescue.mts';
import type { Row } from './totals.mts';
import type { Flavour } from './workflows.mts';

/** The columns of the page, and what stands above them. */
export const COLUMNS: Record<Flavour, string> = {
	node: 'This node',
	modelStudio: 'At Model Studio',
	handBuilt: 'Hand-built',
	pieces: 'In pieces',
	modelStudioPieces: 'In pieces at Model Studio',
};

const HALF_MINUTE_MS = 30_000;
const SHORT_MS = 15_000;

/** How long an execution took, where the fault is about that, and so roughly that it is the same on any computer. */
function waited(ms: number, { isAboutTime }: NamedFault): string {
	if (!isAboutTime || ms < SHORT_MS) return '';
	const minutes = Math.max(1, Math.round(ms / HALF_MINUTE_MS)) / 2;
	return minutes === 0.5 ? ' after about half a minute' : ` after about ${minutes} min`;
}

export const isRefused = ({ accepted }: Result, fault: NamedFault): boolean =>
	wantedOf(fault) === 0 && accepted === 0;

const isSaved = ({ afterwards: { got } }: Result) => got === 'video' || got === 'pieces';

function outcome(result: Result, fault: NamedFault): string {
	const { got, afterwards } = result;
	const when = waited(result.ms, fault);
	if (isRefused(result, fault)) return `refused${when}`;
	if (got === 'video') return `video${when}`;
	if (got === 'no end') return '**no end**';
	const then = isSaved(result) ? afterwards.got : `**${afterwards.got}**`;
	const how = afterwards.how === NOTHING ? '' : ` → ${then} by ${afterwards.how}`;
	return `${got === 'wrong file' ? '**wrong file**' : got}${when}${how}`;
}

const billed = ({ afterwards: { paid, isTwice } }: Result, fault: NamedFault) =>
	isTwice || (paid > 0 && wantedOf(fault) === 0) ? `**${paid}**` : String(paid);

const columns = (result: Result | undefined, fault: NamedFault) =>
	result === undefined ? ['–', '–'] : [outcome(result, fault), billed(result, fault)];

/** A table with two columns for each workflow. Faults of a stage that end alike in all of them share a line. */
export function table(rows: Row[], flavours: Flavour[]): string {
	if (rows.length === 0) return 'None.';
	const lines = new Map<string, { cells: string[]; names: string[] }>();
	for (const { fault, results } of rows) {
		const cells = flavours.flatMap((flavour) => columns(results[flavour], fault));
		const key = [fault.stage, ...cells].join('|');
		const line = lines.get(key) ?? { cells, names: [] };
		line.names.push(line.names.length === 0 ? nameOf(fault) : fault.name);
		lines.set(key, line);
	}
	const heads = flavours.flatMap((flavour) => [COLUMNS[flavour], 'Billed']);
	return [
		`| ${['Fault', ...heads].join(' | ')} |`,
		`|${'---|'.repeat(heads.length + 1)}`,
		...[...lines.values()].map(({ names, cells }) => `| ${[names.join(' · '), ...cells].join(' | ')} |`),
	].join('\n');
}

/** The same folded away, a table for each stage. */
export function folded(rows: Row[], flavours: Flavour[]): string {
	const stages = [...new Set(rows.map(({ fault }) => fault.stage))];
	return stages
		.map((stage) => {
			const some = rows.filter(({ fault }) => fault.stage === stage);
			return details(`${stage}: ${countOf(some.length, 'row')}`, table(some, flavours));
		})
		.join('\n\n');
}

export const details = (summary: string, content: string): string =>
	`<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;

export const countOf = (count: number, what: string): string =>
	`${count} ${what}${count === 1 ? '' : 's'}`;

const endOf = ({ got, afterwards }: Result) => [got, afterwards.got, afterwards.paid].join();

/** Whether a row ends otherwise in one of these workflows than in another, in what comes out or in what is billed. */
export const differs = ({ results }: Row, flavours: Flavour[]): boolean =>
	new Set(flavours.flatMap((flavour) => results[flavour] ?? []).map(endOf)).size > 1;

/** What came of a row in some workflows, whatever time it took. */
const outcomesOf = ({ results }: Row, flavours: Flavour[]): string =>
	JSON.stringify(
		flavours.map((flavour) => {
			const { got, accepted, afterwards } = results[flavour] ?? {};
			return [got, accepted, afterwards];
		}),
	);

/** The rows with Retry On Fail that end otherwise than without it. */
export function changedByRetryOnFail(rows: Row[], flavours: Flavour[]): Row[] {
	const without = rows.filter(({ retryOnFail }) => !retryOnFail);
	const before = new Map(without.map((row) => [nameOf(row.fault), outcomesOf(row, flavours)]));
	return rows.filter(
		(row) => row.retryOnFail && outcomesOf(row, flavours) !== before.get(nameOf(row.fault)),
	);
}
