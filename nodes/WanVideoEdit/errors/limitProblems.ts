import { Problem } from './problem';

/** What can be too much of what a node is about to buy. */

/** What the most that a run may cost rests on, and what to do if the account has another price. */
const restsOn = (basis = '') => {
	const counts =
		'This counts the seconds of your videos and of the edited ones, as the service may bill both,';
	return basis === 'credential'
		? `${counts} at the price in the credential.`
		: `${counts} at the ${basis}. If your account pays another price, enter it in the credential.`;
};

const nothing = (boughtEdits: number) =>
	boughtEdits > 0 ? 'Nothing more was bought.' : 'Nothing was bought.';

const edits = (count: number, boughtEdits = 0) =>
	`${count} ${boughtEdits > 0 ? 'more ' : ''}${count === 1 ? 'edit' : 'edits'}`;

/** US dollars, to the cent unless that would hide something: "up to $1.81" must not mean $1.815. */
const dollars = (usd: number) => `$${usd.toFixed(4).replace(/0{1,2}$/, '')}`;

/** Who buys, and what it has bought before. */
const buyer = (boughtEdits: number, before: string) =>
	boughtEdits > 0 ? `After ${before} in this execution, this run` : 'This run';

/**
 * The run is to buy more edits than Edit Limit allows.
 *
 * @param bought by the execution before, in earlier passes of a loop and at earlier attempts
 */
export const overEditLimit = (planned: number, bought: number, limit: number): Problem =>
	new Problem(
		'no',
		`${buyer(bought, edits(bought))} would buy ${edits(planned, bought)}, but Edit Limit is ${limit}. ${nothing(bought)}`,
		'If you want them all, add or raise Edit Limit in the Options of the node (0 = no limit). Otherwise give the node fewer items, or shorter videos if they are edited in pieces. All passes of a loop and all attempts of an execution count together, and edits that fail count, too.',
	);

/**
 * The run is to cost more than Cost Limit allows.
 *
 * @param planned and how many edits are to follow whose cost is not known yet
 */
export const overCostLimit = (
	planned: { edits: number; usd: number; basis?: string; later?: number },
	bought: { edits: number; usd: number },
	limitUsd: number,
): Problem => {
	const { usd, later = 0 } = planned;
	const all = edits(planned.edits + later, bought.edits);
	const priced = later > 0 ? `, ${planned.edits} of them` : '';
	return new Problem(
		'no',
		`${buyer(bought.edits, `${edits(bought.edits)} for up to ${dollars(bought.usd)}`)} would buy ${all}${priced} for up to ${dollars(usd)}, but Cost Limit (USD) is ${limitUsd}. ${nothing(bought.edits)}`,
		`If it may cost that much, raise Cost Limit (USD) in the Options of the node (0 = no limit). Otherwise give the node fewer or shorter videos, or choose 720P. ${restsOn(planned.basis)}`,
	);
};

/** There is a Cost Limit, but nobody says what a second costs. */
export const priceUnknown = (bought: number): Problem =>
	new Problem(
		'no',
		`Cost Limit (USD) is set, but what an edit costs at this service is not known. ${nothing(bought)}`,
		'Enter what your account pays in the credential, under Price per Second 1080P (USD), or under Price per Second 720P (USD) if that is the Resolution. Or set Cost Limit (USD) to 0, which is no limit.',
	);

/**
 * The balance at the service does not cover all edits of the run.
 *
 * @param planned and whether that is what only some of them cost, as there is no estimate of the others
 */
export const balanceTooLow = (
	planned: { edits: number; usd: number; basis?: string; isPart?: boolean },
	balanceUsd: number,
): Problem =>
	new Problem(
		'no',
		`This run would buy ${edits(planned.edits)} for about ${dollars(planned.usd)}${planned.isPart ? ' or more' : ''}, but the balance at the service is ${dollars(balanceUsd)}: it would end in the middle. None of them was bought.`,
		`Top up at the service, or give the node fewer or shorter videos. ${planned.basis === 'credential' ? 'The estimate uses the price in the credential.' : `The estimate uses the ${planned.basis}: if your account pays less, enter its price in the credential.`}`,
	);
