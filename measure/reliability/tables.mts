import { wantedOf, type NamedFault } from './namedFault.mts';
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

const seconds = (ms: number) => (ms < 10_000 ? (ms / 1000).toFixed(1) : (ms / 1000).toFixed(0));

function outcome({ got, ms, accepted, afterwards }: Result, fault: NamedFault): string {
	if (wantedOf(fault) === 0 && accepted === 0) return `refused, ${seconds(ms)} s`;
	if (got === 'video') return `video, ${seconds(ms)} s`;
	if (got === 'no end') return '**no end**';
	const isSaved = afterwards.got === 'video' || afterwards.got === 'pieces';
	const then = isSaved ? afterwards.got : `**${afterwards.got}**`;
	const how = afterwards.how === NOTHING ? '' : ` → ${then} by ${afterwards.how}`;
	return `${got === 'wrong file' ? '**wrong file**' : got}, ${seconds(ms)} s${how}`;
}

const billed = ({ afterwards: { paid, isTwice } }: Result, fault: NamedFault) =>
	isTwice || (paid > 0 && wantedOf(fault) === 0) ? `**${paid}**` : String(paid);

const columns = (result: Result | undefined, fault: NamedFault) =>
	result === undefined ? ['–', '–'] : [outcome(result, fault), billed(result, fault)];

/** A table of rows, with two columns for each workflow. */
export function table(rows: Row[], flavours: Flavour[]): string {
	const lines = rows.map(({ fault, results }) =>
		[
			`${fault.stage}: ${fault.name}`,
			...flavours.flatMap((flavour) => columns(results[flavour], fault)),
		].join(' | '),
	);
	const heads = flavours.flatMap((flavour) => [COLUMNS[flavour], 'Billed']);
	return [
		`| ${['Fault', ...heads].join(' | ')} |`,
		`|${'---|'.repeat(heads.length + 1)}`,
		...lines.map((line) => `| ${line} |`),
	].join('\n');
}

const entriesOf = (results: Row['results'], flavours: Flavour[]): Array<[Flavour, Result]> =>
	flavours.flatMap((flavour): Array<[Flavour, Result]> => {
		const result = results[flavour];
		return result ? [[flavour, result]] : [];
	});

/** What came of a row in some workflows, whatever time it took. */
const outcomesOf = ({ results }: Row, flavours: Flavour[]): string =>
	JSON.stringify(
		entriesOf(results, flavours).map(([flavour, { got, accepted, afterwards }]) => [
			flavour,
			got,
			accepted,
			afterwards,
		]),
	);

/** The rows with Retry On Fail that end otherwise than without it. */
export function changedByRetryOnFail(rows: Row[], flavours: Flavour[]): Row[] {
	const keyOf = ({ fault: { stage, name } }: Row) => `${stage}: ${name}`;
	const without = rows.filter(({ retryOnFail }) => !retryOnFail);
	const before = new Map(without.map((row) => [keyOf(row), outcomesOf(row, flavours)]));
	return rows.filter(
		(row) => row.retryOnFail && outcomesOf(row, flavours) !== before.get(keyOf(row)),
	);
}

/** What a message says, without IDs, keys and times. */
const wordsOf = ({ message = '' }: Partial<Result>): string =>
	message
		.replace(/task_\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'task_…')
		.replace(/n8n-[0-9a-f]{32}/g, 'n8n-…')
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…');

/** The same without what the service says. */
const ownWordsOf = (result: Partial<Result>) => wordsOf(result).replace(/ \([^()]*\)/g, '');

/** What the node says at a service. At Model Studio, only what it does not say elsewhere. */
export function messages(rows: Row[], flavour: 'node' | 'modelStudio' | 'pieces'): string {
	return rows
		.filter(({ retryOnFail }) => !retryOnFail)
		.flatMap(({ fault, results }) => {
			const result = results[flavour];
			const isSaid =
				flavour === 'modelStudio' &&
				ownWordsOf(results.node ?? {}) === ownWordsOf(results.modelStudio ?? {});
			if (!result?.message || isSaid) return [];
			return `| ${fault.stage}: ${fault.name} | ${wordsOf(result).replaceAll('|', '\\|')} |`;
		})
		.join('\n');
}
