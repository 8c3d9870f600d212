import { NodeApiError, type IExecuteSingleFunctions } from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { BrokenRule } from '../checks/rules';
import { withBilling, type PurchaseState } from '../errors/billing';
import { Problem } from '../errors/problem';
import { brokenRule } from '../errors/submitProblems';
import { boughtInRun, othersNotLost } from '../errors/runProblems';
import { unexpected } from '../errors/taskProblems';
import { networkFault } from '../service/networkFault';
import { keyCutter } from '../shared/keyCutter';
import type { Outcome } from './waitForAllItems';

/**
 * Makes n8n's error of whatever a step has thrown: the one place for it. It is an API error even where no
 * answer of the service is behind it: n8n wraps any other kind once more and may lose the message with the
 * task ID in it.
 *
 * @param bought what is known about the item's purchase
 */
export async function nodeError(
	context: IExecuteSingleFunctions,
	thrown: unknown,
	bought: PurchaseState,
): Promise<NodeApiError> {
	const problem = problemOf(thrown, bought);
	const cut = await cutterOf(context);
	const { billing, description: next } = problem;
	const isStopped = context.getExecutionCancelSignal()?.aborted;
	// Cut out before anything is shortened: half a key would not be found.
	const about = { message: shorten(cut(problem.message)), description: next, billing };
	const { item, wayOn = isStopped ? 'getTask' : 'retry' } = problem.about;
	const { message, description } = cut(withBilling(about, bought, wayOn));
	const error = new NodeApiError(
		context.getNode(),
		{ message },
		{
			message,
			description,
			httpCode: problem.httpStatus === undefined ? undefined : String(problem.httpStatus),
			itemIndex: context.getItemIndex(),
		},
	);
	if (item) error.context.data = cut(item);
	// n8n swaps a message that holds a code such as ENOTFOUND for a general one, without the task.
	error.message = message;
	return error;
}

/** Words what is no problem of a step: a broken rule, an error that n8n has made for the user, or a mistake. */
function problemOf(thrown: unknown, bought: PurchaseState): Problem {
	if (thrown instanceof Problem) return thrown;
	if (thrown instanceof BrokenRule) return brokenRule(thrown.message);
	if (isForUser(thrown)) return brokenRule(thrown.message, thrown.description ?? undefined);
	return unexpected(networkFault(thrown).reason, bought);
}

/**
 * Completes an error of one of several items: n8n shows it alone, and throws away what the others brought.
 *
 * @param context of its item
 * @param all what came of all items of the run
 */
export async function withItemsOfRun(
	context: IExecuteSingleFunctions,
	error: NodeApiError,
	all: Outcome[],
): Promise<NodeApiError> {
	const item = context.getItemIndex();
	// n8n shows the first one.
	if (all.some((other) => other.failure && other.item < item)) return error;
	const others = all.filter((other) => other.item !== item);
	const isBought = ({ bought }: Outcome) =>
		(bought.pieces ?? [bought]).some(({ taskId, uncertain }) => taskId !== undefined || uncertain);
	if (!others.some(isBought)) return error;
	const cut = await cutterOf(context);
	const bought = cut(boughtInRun(all.filter(isBought)));
	const whole = `${error.message.replace(/\.$/, '')}. ${bought}`;
	if (whole.length <= LONGEST_MESSAGE) error.message = whole;
	else error.description += ` ${bought}.`;
	error.description += ` ${othersNotLost}`;
	return error;
}

/** The levels that n8n gives errors which a user can do something about. */
const LEVELS_FOR_USER = ['info', 'warning'];

/**
 * Whether n8n's own words are for the user: what its helpers say about a binary field, an expression or the
 * credential. Not by class, of which there may be two copies in an n8n.
 */
const isForUser = (thrown: unknown): thrown is Error & { description?: string | null } =>
	thrown instanceof Error && 'level' in thrown && LEVELS_FOR_USER.includes(String(thrown.level));

/** The task comes first in a message, the service's own words last. */
const LONGEST_MESSAGE = 500;

const shorten = (text: string) =>
	text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;

/** Cuts out the API key, whoever put it into the text. Without a usable credential there is none. */
async function cutterOf(context: IExecuteSingleFunctions): Promise<<T>(value: T) => T> {
	try {
		return keyCutter(bearerKey(await context.getCredentials('wanVideoEditApi')));
	} catch {
		return (value) => value;
	}
}
