import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { trimmed } from '../checks/rules';
import { ownKeyGivenTwice } from '../errors/submitProblems';
import { parametersOf } from '../n8n/parametersOf';
import { itemsOfRun, sharedByRun } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';

/** The items of a run that have one key of the user's, and whether they are one edit. */
interface KeyUse {
	items: number[];
	edit: string;
	isOneEdit: boolean;
}

/**
 * A service knows an edit by its key, and refuses another one with the same or answers with the first one's task
 * (API §1).
 *
 * @throws {Problem} when items of the run that are different edits have this key of the user's
 */
export function assertKeyOfOneEdit(context: IExecuteSingleFunctions, ownKey?: string): void {
	if (ownKey === undefined || isToolCall(context) || itemsOfRun(context) === 1) return;
	const use = sharedByRun(context, 'own keys', () => usesByKey(context)).get(ownKey);
	if (use?.isOneEdit === false) throw ownKeyGivenTwice(ownKey, use.items);
}

function usesByKey(context: IExecuteSingleFunctions): Map<string, KeyUse> {
	const uses = new Map<string, KeyUse>();
	for (let item = 0; item < itemsOfRun(context); item++) {
		const [key, edit] = keyAndEdit(context, item);
		const use = uses.get(key);
		if (use === undefined) uses.set(key, { items: [item], edit, isOneEdit: true });
		else {
			use.items.push(item);
			use.isOneEdit &&= use.edit === edit;
		}
	}
	return uses;
}

/** The key of an item, and what tells its edit from another one's: all parameters and its files. */
function keyAndEdit(context: IExecuteSingleFunctions, item: number): [key: string, edit: string] {
	const { binary = {} } = context.getExecuteData().data.main[0]?.[item] ?? {};
	const files = Object.values(binary).map(({ id }) => id ?? `of item ${item}`);
	try {
		const parameters = parametersOf(context, item);
		const key = trimmed(String(parameters.options?.idempotencyKey ?? ''));
		return [key, JSON.stringify([parameters, files], bigIntAsText)];
	} catch {
		// An expression without a value, or with one that is no text, is refused with its own item.
		return ['', ''];
	}
}

const bigIntAsText = (_name: string, value: unknown) =>
	typeof value === 'bigint' ? String(value) : value;
