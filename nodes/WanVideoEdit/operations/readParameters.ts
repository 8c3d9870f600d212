import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { checkEdit, type Edit } from '../checks/edit';
import { checkLongVideos, type LongVideos } from '../checks/longVideos';
import { checkSettings, settingsOfToolCall, type Settings } from '../checks/settings';
import { BrokenRule } from '../checks/rules';
import { checkSources, IMAGE_FIELDS, VIDEO_FIELD, type Sources } from '../checks/sources';
import { checkTaskId } from '../checks/taskId';
import { isToolCall } from '../n8n/toolCall';

/*
 * Each parameter is read once, before anything is paid: an expression may give another value later, and a
 * wrong one must not cost the task. All throw a BrokenRule at the first value that breaks a rule.
 */

/**
 * @param label the name that the editor shows
 * @param hidden what counts for a field that the editor hides
 */
function parameter(
	context: IExecuteSingleFunctions,
	name: string,
	label: string,
	hidden: unknown,
): unknown {
	let failure: unknown;
	try {
		return context.getNodeParameter(name, hidden as object) as unknown;
	} catch (error) {
		failure = error;
	}
	// n8n goes through every value to its end.
	if ((failure as Error).name !== 'RangeError') throw failure;
	throw new BrokenRule(label, 'holds a value that is nested too deeply, or holds itself');
}

/** The options of an item. n8n evaluates all of them each time it is asked, so that they are read once and handed on. */
export const readOptions = (context: IExecuteSingleFunctions): IDataObject =>
	parameter(context, 'options', 'Options', {}) as IDataObject;

/** A field that stands in Options in some workflows, and among the parameters in others (parameters/oldPlaces.ts). */
const wherever = (
	context: IExecuteSingleFunctions,
	options: IDataObject,
	name: string,
	label: string,
	hidden: unknown,
): unknown => (name in options ? options[name] : parameter(context, name, label, hidden));

/**
 * What steers waiting, file and item.
 *
 * @param waitsByDefault whether the operation waits in a new node
 */
export function readSettings(
	context: IExecuteSingleFunctions,
	options: IDataObject,
	{ waitsByDefault }: { waitsByDefault: boolean },
): Settings {
	const { timeout } = parameter(context, 'requestOptions', 'Request Options', {}) as IDataObject;
	const settings = checkSettings(
		{
			waitForCompletion: parameter(context, 'waitForCompletion', 'Wait for Completion', false),
			downloadVideo: wherever(context, options, 'downloadVideo', 'Download Video', false),
			outputBinaryPropertyName: wherever(
				context,
				options,
				'outputBinaryPropertyName',
				'Put Output File in Field',
				'',
			),
			simplify: wherever(context, options, 'simplify', 'Simplify', true),
			requestTimeoutMs: timeout,
			options,
			costLimitIsExpression: isExpression(ownOptionsOf(context)?.costLimit),
		},
		waitsByDefault,
	);
	if (!isToolCall(context)) return settings;
	const { executionTimeout = -1 } = context.getWorkflowSettings();
	const timeLimitMs = executionTimeout > 0 ? executionTimeout * 1000 : undefined;
	return settingsOfToolCall(settings, options, timeLimitMs);
}

/** The task of Get Task. */
export const readTaskId = (context: IExecuteSingleFunctions): string =>
	checkTaskId(parameter(context, 'taskId', 'Task ID', ''));

/** Where the video and the images come from. */
export const readSources = (context: IExecuteSingleFunctions, options: IDataObject): Sources =>
	checkSources({
		videoSource: parameter(context, 'videoSource', 'Video Source', 'url'),
		binaryPropertyName: parameter(context, 'binaryPropertyName', VIDEO_FIELD, ''),
		options: {
			...options,
			referenceImageBinaryFields: wherever(
				context,
				options,
				'referenceImageBinaryFields',
				IMAGE_FIELDS,
				'',
			),
		},
	});

/** What is to be edited of a video that the model would not take as it is. */
export const readLongVideos = (options: IDataObject, { durationS }: Edit): LongVideos | undefined =>
	checkLongVideos(options, durationS);

/** What is to be done, from the body that n8n has put together by the description. */
export const readEdit = (
	context: IExecuteSingleFunctions,
	{ body }: IHttpRequestOptions,
	{ videoField, imageFields }: Sources,
	options: IDataObject,
): Edit => {
	const audio = wherever(context, options, 'audioSetting', 'Audio', undefined);
	// A new node has the API's default there, which does not override Extra Metadata.
	const isChosen = 'audioSetting' in options || audio !== 'auto';
	return checkEdit(
		{ ...(body as IDataObject), metadata: { audio_setting: isChosen ? audio : undefined } },
		options.metadata,
		{ video: videoField !== undefined, images: imageFields.length },
		isExpression(context.getNode().parameters.prompt),
	);
};

/** The options as they are in the editor: an expression begins with "=". */
const ownOptionsOf = (context: IExecuteSingleFunctions) =>
	context.getNode().parameters.options as IDataObject | undefined;

const isExpression = (parameter: unknown) =>
	typeof parameter === 'string' && parameter.startsWith('=');
