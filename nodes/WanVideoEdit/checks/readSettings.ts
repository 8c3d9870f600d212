import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { settings, type Settings } from './settings';

/** By item, which n8n gives helpers of its own. */
const readBefore = new WeakMap<object, Settings>();

/**
 * Reads and checks the item's parameters that steer waiting, file and item: once, before anything is
 * paid. An expression may give another value later, and a wrong one must not cost the task.
 */
export function readSettings(context: IExecuteSingleFunctions): Settings {
	const known = readBefore.get(context.helpers);
	if (known) return known;
	const read = settings({
		waitForCompletion: context.getNodeParameter('waitForCompletion', false),
		downloadVideo: context.getNodeParameter('downloadVideo', false),
		outputBinaryPropertyName: context.getNodeParameter('outputBinaryPropertyName', ''),
		simplify: context.getNodeParameter('simplify', true),
		options: context.getNodeParameter('options', {}) as IDataObject,
	});
	readBefore.set(context.helpers, read);
	return read;
}
