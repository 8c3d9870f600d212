import type { IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * The node's parameters as they are for an item, also for one that n8n has not begun with: with a pause
 * between batches it does so only later, and ends the run at once when it cannot resolve an expression then.
 *
 * @param item the index of the item
 * @throws what n8n throws when it cannot resolve an expression
 */
export const parametersOf = (context: IExecuteSingleFunctions, item: number): unknown =>
	resolved(context, context.getNode().parameters, item);

function resolved(context: IExecuteSingleFunctions, value: unknown, item: number): unknown {
	if (typeof value === 'string') {
		return value.startsWith('=') ? context.evaluateExpression(value.slice(1), item) : value;
	}
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((one) => resolved(context, one, item));
	const entries = Object.entries(value);
	return Object.fromEntries(entries.map(([name, one]) => [name, resolved(context, one, item)]));
}
