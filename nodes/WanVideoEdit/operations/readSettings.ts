import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { checkSettings, settingsOfToolCall, type Settings } from '../checks/settings';
import { isToolCall } from '../n8n/toolCall';

/**
 * Reads and checks the item's parameters that steer waiting, file and item: once, before anything is
 * paid. An expression may give another value later, and a wrong one must not cost the task.
 *
 * @throws {BrokenRule} at the first value that breaks a rule
 */
export function readSettings(context: IExecuteSingleFunctions): Settings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const { timeout: requestTimeoutMs } = context.getNodeParameter('requestOptions', {}) as {
		timeout?: number;
	};
	const settings = checkSettings({
		waitForCompletion: context.getNodeParameter('waitForCompletion', false),
		downloadVideo: context.getNodeParameter('downloadVideo', false),
		outputBinaryPropertyName: context.getNodeParameter('outputBinaryPropertyName', ''),
		simplify: context.getNodeParameter('simplify', true),
		requestTimeoutMs,
		options,
	});
	return isToolCall(context)
		? settingsOfToolCall(settings, options, timeLimitMs(context))
		: settings;
}

/** The workflow's time limit, if it has one. */
function timeLimitMs(context: IExecuteSingleFunctions): number | undefined {
	const { executionTimeout = -1 } = context.getWorkflowSettings();
	return executionTimeout > 0 ? executionTimeout * 1000 : undefined;
}
