import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** The parameters that are looked at here. Expressions may give anything. */
export interface Parameters {
	options?: { idempotencyKey?: unknown };
	requestOptions?: { proxy?: unknown };
}

/**
 * The node's parameters as they are for an item, also for one that n8n has not begun with: with a pause
 * between batches it does so only later, and ends the run at once when it cannot resolve an expression then.
 *
 * @param item the index of the item
 * @throws what n8n throws when it cannot resolve an expression, or when it could not go through a value
 */
export const parametersOf = (context: IExecuteSingleFunctions, item: number): Parameters =>
	resolved(context, context.getNode().parameters, item) as Parameters;

function resolved(context: IExecuteSingleFunctions, value: unknown, item: number): unknown {
	if (typeof value === 'string') {
		if (!value.startsWith('=')) return value;
		const result: unknown = context.evaluateExpression(value.slice(1), item);
		goThrough(result);
		return result;
	}
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((one) => resolved(context, one, item));
	const entries = Object.entries(value);
	return Object.fromEntries(entries.map(([name, one]) => [name, resolved(context, one, item)]));
}

/** Far from where n8n runs out of stack. */
const DEEPEST = 1_000;

/** n8n goes through a value before the node sees it. */
function goThrough(value: unknown, depth = 0): void {
	if (typeof value !== 'object' || value === null) return;
	if (depth > DEEPEST) throw new Error('a value is nested too deeply, or holds itself');
	for (const inner of Object.values(value)) goThrough(inner, depth + 1);
}
