import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { isToolCall } from '../purchase/toolCall';
import { settings, settingsOfToolCall, type Settings } from './settings';

/** By item, which n8n gives helpers of its own. */
const readBefore = new WeakMap<object, Settings>();

/**
 * Reads and checks the item's parameters that steer waiting, file and item: once, before anything is
 * paid. An expression may give another value later, and a wrong one must not cost the task.
 */
export function readSettings(context: IExecuteSingleFunctions): Settings {
	const known = readBefore.get(context.helpers);
	if (known) return known;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const asSet = settings({
		waitForCompletion: context.getNodeParameter('waitForCompletion', false),
		downloadVideo: context.getNodeParameter('downloadVideo', false),
		outputBinaryPropertyName: context.getNodeParameter('outputBinaryPropertyName', ''),
		simplify: context.getNodeParameter('simplify', true),
		options,
	});
	const read = isToolCall(context)
		? settingsOfToolCall(asSet, options, timeLimitMs(context))
		: asSet;
	readBefore.set(context.helpers, read);
	return read;
}

/** The workflow's time limit, if it has one. */
function timeLimitMs(context: IExecuteSingleFunctions): number | undefined {
	const { executionTimeout = -1 } = context.getWorkflowSettings();
	return executionTimeout > 0 ? executionTimeout * 1000 : undefined;
}
