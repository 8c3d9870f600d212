import { isStopped, wantedOf, type NamedFault } from './namedFault.mts';
import type { Result } from './oneEdit.mts';
import { NODE_AT, PIECES_AT, type Flavour } from './workflows.mts';

/** One row of the table: a fault, and what it did to each workflow to which it can happen. */
export interface Row {
	fault: NamedFault;
	retryOnFail: boolean;
	results: Partial<Record<Flavour, Result>>;
}

/** What matters of a column: pure counts over its rows. */
export interface Totals {
	rows: number;
	doublePurchases: number;
	/** Edits that should have been refused, and are paid for. */
	unwanted: number;
	lostTasks: number;
	wrongFiles: number;
	endless: number;
	/** Messages that give the API key away. */
	shownKeys: number;
	videosAtOnce: number;
}

/** Counts a column. A stopped hand-built workflow is not blamed: its task ID may be in its data. */
export function totalsOf(rows: Row[], flavour: Flavour): Totals {
	const count = (holds: (result: Result, fault: NamedFault) => boolean) =>
		rows.filter(({ results, fault }) => {
			const result = results[flavour];
			return result !== undefined && holds(result, fault);
		}).length;
	return {
		rows: count(() => true),
		doublePurchases: count(({ afterwards }) => afterwards.isTwice),
		unwanted: count(({ afterwards }, fault) => wantedOf(fault) === 0 && afterwards.paid > 0),
		lostTasks: count(
			({ afterwards }, fault) =>
				afterwards.paid > 0 &&
				!['video', 'pieces'].includes(afterwards.got) &&
				!(flavour === 'handBuilt' && isStopped(fault)),
		),
		wrongFiles: count(({ got, afterwards }) => [got, afterwards.got].includes('wrong file')),
		endless: count(({ got, afterwards }) => [got, afterwards.got].includes('no end')),
		shownKeys: count(({ showsKey }) => showsKey),
		videosAtOnce: count(({ got }) => got === 'video'),
	};
}

/** What must not happen to the node, and its name. */
const NEVER: Array<[key: keyof Totals, what: string]> = [
	['doublePurchases', 'double purchases'],
	['unwanted', 'paid for what should be refused'],
	['lostTasks', 'paid tasks lost'],
	['wrongFiles', 'wrong files passed on as the video'],
	['endless', 'executions that never end'],
	['shownKeys', 'messages that show the API key'],
];

/** In words, what happened to the node that must not happen. */
export function problemsOf(rows: Row[]): string[] {
	const counted = [...Object.values(NODE_AT), ...Object.values(PIECES_AT)].map((flavour) =>
		totalsOf(rows, flavour),
	);
	return NEVER.flatMap(([key, what]) => {
		const sum = counted.reduce((total, one) => total + one[key], 0);
		return sum > 0 ? [`${sum} ${what}`] : [];
	});
}
