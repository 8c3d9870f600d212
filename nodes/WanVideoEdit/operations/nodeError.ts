import { NodeApiError, type IExecuteSingleFunctions } from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { BrokenRule } from '../checks/rules';
import { withBilling, type Operation, type PurchaseState } from '../errors/billing';
import { holdsCode, withoutCodes } from '../errors/plainWords';
import { LONGER_LIMIT, Problem, shownId, Stopped } from '../errors/problem';
import { brokenRule } from '../errors/submitProblems';
import { boughtInRun, othersNotLost } from '../errors/runProblems';
import { unexpected } from '../errors/taskProblems';
import { isPastTimeLimit } from '../n8n/timeLimit';
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
	const isStopped = context.getExecutionCancelSignal()?.aborted;
	const isLate = isStopped && isPastTimeLimit(context);
	const told = problemOf(thrown, bought);
	const problem = isLate && told instanceof Stopped ? told.byTimeLimit() : told;
	const cut = await cutterOf(context);
	const operation = operationOf(context);
	const { billing, about } = problem;
	const next = (operation === 'getTask' ? about.inGetTask : undefined) ?? problem.description;
	// Cut out before anything is shortened: half a key would not be found.
	const short = { message: shortened(problem, cut), description: next, billing };
	const { item, wayOn = isLate ? 'timeLimit' : isStopped ? 'stopped' : 'retry' } = about;
	const whole = cut(withBilling(short, bought, wayOn, operation));
	const ids = [...tracesOf(bought), ...(about.taskIds ?? [])];
	const message = withoutCodes(whole.message, ids.map(cut));
	const also = ids.filter((id) => holdsCode(id) && !whole.description.includes(id)).map(nameAgain);
	const description = [whole.description, isLate ? LONGER_LIMIT : '', ...also]
		.filter((sentence) => sentence !== '')
		.join(' ');
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
	// Should it hold a code all the same, in an ID: n8n has swapped it for a general one, without the task.
	error.message = message;
	return error;
}

/** The operation that is run. */
const operationOf = (context: IExecuteSingleFunctions): Operation =>
	context.getNodeParameter('operation', 'submitEdit') as Operation;

/** What is shown of a purchase and leads back to it. It must not be changed. */
const tracesOf = ({ pieces, taskId = '', uncertain }: PurchaseState): string[] =>
	pieces?.flatMap(tracesOf) ?? [taskId, shownId(taskId), uncertain?.key ?? ''];

/** n8n may show a general message instead of one that holds a code, if only in an ID; the description stays. */
const nameAgain = (id: string) => `What the message names: ${id}.`;

/** Words what is no problem of a step: a broken rule, an error that n8n has made for the user, or a mistake. */
function problemOf(thrown: unknown, bought: PurchaseState): Problem {
	if (thrown instanceof Problem) return thrown;
	if (thrown instanceof BrokenRule) return brokenRule(thrown.message, thrown.next);
	if (isForUser(thrown)) return brokenRule(thrown.message, thrown.description ?? undefined);
	return unexpected(networkFault(thrown).reason, bought);
}

/**
 * Completes the error of the first item that failed: n8n shows it alone, and throws away what the others brought.
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
	const others = all.filter((other) => other.item !== item);
	const isBought = ({ bought }: Outcome) =>
		(bought.pieces ?? [bought]).some(({ taskId, uncertain }) => taskId !== undefined || uncertain);
	if (!others.some(isBought)) return error;
	const cut = await cutterOf(context);
	const ids = all.flatMap((one) => tracesOf(one.bought));
	const bought = withoutCodes(cut(boughtInRun(all.filter(isBought))), ids);
	const whole = `${error.message.replace(/\.$/, '')}. ${bought}`;
	if (whole.length <= LONGEST_MESSAGE) error.message = whole;
	else error.description += ` ${bought}.`;
	const isStopped = context.getExecutionCancelSignal()?.aborted;
	error.description += ` ${othersNotLost(isStopped)}`;
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

/** Where a message ends that goes on with a service's own words. */
const LONGEST_MESSAGE = 500;

/** Without the key, and not too long: the end with the task ID stays. */
function shortened({ message, about }: Problem, cut: <T>(value: T) => T): string {
	const { ending = '' } = about;
	const beginning = cut(message.slice(0, message.length - ending.length));
	const end = cut(ending);
	const room = LONGEST_MESSAGE - end.length;
	return `${beginning.length > room ? `${beginning.slice(0, room)}…` : beginning}${end}`;
}

/** Cuts out the API key, whoever put it into the text. Without a usable credential there is none. */
async function cutterOf(context: IExecuteSingleFunctions): Promise<<T>(value: T) => T> {
	try {
		return keyCutter(bearerKey(await context.getCredentials('wanVideoEditApi')));
	} catch {
		return (value) => value;
	}
}
