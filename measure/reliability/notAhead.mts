import { nameOf, wantedOf, type NamedFault } from './namedFault.mts';
import type { Result } from './oneEdit.mts';
import { countOf, isRefused } from './tables.mts';
import type { Row } from './totals.mts';

/** How good it is for a person what came of an edit: the more, the better. */
function worthOf(result: Result, fault: NamedFault): number {
	const { got, afterwards } = result;
	const isWrong = [got, afterwards.got].some((one) => one === 'wrong file' || one === 'no end');
	if (afterwards.isTwice || isWrong) return 0;
	if (wantedOf(fault) === 0) return isRefused(result, fault) ? 4 : afterwards.paid > 0 ? 0 : 3;
	if (got === 'video') return 4;
	if (afterwards.got === 'video') return 3;
	return afterwards.paid > 0 ? 0 : 1;
}

const lineOf = ({ fault, retryOnFail }: Row) =>
	`- ${nameOf(fault)}${retryOnFail ? ' (with Retry On Fail)' : ''}`;

/** Where the node at its first service is not ahead of the workflow built by hand: a paragraph, and a list if there are any. */
export function notAhead(rows: Row[]): string {
	const compared = rows.flatMap((row) => {
		const { node, handBuilt } = row.results;
		if (!node || !handBuilt) return [];
		return [{ row, by: worthOf(node, row.fault) - worthOf(handBuilt, row.fault) }];
	});
	const equal = compared.filter(({ by }) => by === 0).length;
	const behind = compared.filter(({ by }) => by < 0);
	return [
		`Of ${countOf(compared.length, 'row')} that both have, with and without Retry On Fail, the node ends better in ${compared.length - equal - behind.length}, and both end equally well in ${equal}:`,
		'a video at the first attempt counts more than one that a person has to fetch, and that more than none. The hand-built',
		`workflow ends better in ${behind.length}${behind.length > 0 ? ':\n' : '.'}`,
		...behind.map(({ row }) => lineOf(row)),
	].join('\n');
}
