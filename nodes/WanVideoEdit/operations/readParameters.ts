import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { checkEdit, type Edit } from '../checks/edit';
import { checkSettings, settingsOfToolCall, type Settings } from '../checks/settings';
import { checkSources, type Sources } from '../checks/sources';
import { isToolCall } from '../n8n/toolCall';

/*
 * Each parameter is read once, before anything is paid: an expression may give another value later, and a
 * wrong one must not cost the task. All throw a BrokenRule at the first value that breaks a rule.
 */

const optionsOf = (context: IExecuteSingleFunctions) =>
	context.getNodeParameter('options', {}) as IDataObject;

/** What steers waiting, file and item. */
export function readSettings(context: IExecuteSingleFunctions): Settings {
	const options = optionsOf(context);
	const { timeout } = context.getNodeParameter('requestOptions', {}) as { timeout?: number };
	const settings = checkSettings({
		waitForCompletion: context.getNodeParameter('waitForCompletion', false),
		downloadVideo: context.getNodeParameter('downloadVideo', false),
		outputBinaryPropertyName: context.getNodeParameter('outputBinaryPropertyName', ''),
		simplify: context.getNodeParameter('simplify', true),
		requestTimeoutMs: timeout,
		options,
	});
	if (!isToolCall(context)) return settings;
	const { executionTimeout = -1 } = context.getWorkflowSettings();
	const timeLimitMs = executionTimeout > 0 ? executionTimeout * 1000 : undefined;
	return settingsOfToolCall(settings, options, timeLimitMs);
}

/** Where the video and the images come from. */
export const readSources = (context: IExecuteSingleFunctions): Sources =>
	checkSources({
		videoSource: context.getNodeParameter('videoSource', 'url'),
		binaryPropertyName: context.getNodeParameter('binaryPropertyName', ''),
		options: optionsOf(context),
	});

/** What is to be done, from the body that n8n has put together by the description. */
export const readEdit = (
	context: IExecuteSingleFunctions,
	{ body }: IHttpRequestOptions,
	{ videoField, imageFields }: Sources,
): Edit =>
	checkEdit(body as IDataObject, optionsOf(context).metadata, {
		video: videoField !== undefined,
		images: imageFields.length,
	});
