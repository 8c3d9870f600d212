import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** The same fields, shown for these operations only. */
export const shownFor = (operations: string[], fields: INodeProperties[]): INodeProperties[] =>
	fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { operation: operations, ...field.displayOptions?.show },
		},
	}));

/** Of fields that have no effect when an agent calls the node: it sees no files. */
const NOT_IN_TOOL: IDisplayOptions = { hide: { '@tool': [true] } };

/** The same field, shown only where these others have these values. */
export const shownWhere = (
	field: INodeProperties,
	show: IDisplayOptions['show'],
): INodeProperties => ({
	...field,
	displayOptions: { ...field.displayOptions, show: { ...field.displayOptions?.show, ...show } },
});

/** The fields that Submit Edit and Get Task have. */
export const waitField: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'boolean',
	default: true,
	description: 'Whether to wait until the video is edited, which usually takes 2–8 minutes',
};

export const downloadField: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to output the edited video as a file. Its link expires, usually after 24 hours.',
	displayOptions: NOT_IN_TOOL,
};

/** Stands where the file would be. */
export const linkExpiresNotice: INodeProperties = {
	displayName:
		'The link to the edited video expires, usually after 24 hours. Turn on <b>Download Video</b>, or fetch the video in a later node.',
	name: 'linkExpiresNotice',
	type: 'notice',
	default: '',
	displayOptions: NOT_IN_TOOL,
};

export const outputBinaryField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'outputBinaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the file in',
	displayOptions: NOT_IN_TOOL,
};

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The options that they have. They steer the wait and are not sent with an edit. */
export const errorLanguageOption: INodeProperties = {
	displayName: 'Error Language',
	name: 'language',
	type: 'string',
	default: 'en',
	placeholder: 'e.g. en',
	description:
		'The language in which the service says why a task failed, e.g. en, zh, ja or ko. Alibaba Cloud Model Studio leaves no choice.',
};

export const onTimeoutOption: INodeProperties = {
	displayName: 'On Timeout',
	name: 'onTimeout',
	type: 'options',
	options: [
		{
			name: 'Return the Task',
			value: 'returnTask',
			description: 'Output the unfinished task, so that the workflow can check it later',
		},
		{
			name: 'Throw an Error',
			value: 'error',
			description: 'Fail with a message that names the task',
		},
	],
	default: 'error',
	description:
		'What to do when the timeout is reached. The edit continues at the service either way.',
};

export const pollIntervalOption: INodeProperties = {
	displayName: 'Poll Interval (Seconds)',
	name: 'pollInterval',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'How long to wait between two status checks',
	hint: '0 = automatic: follows the progress of the edit. Otherwise at least 1.',
};

export const timeoutOption: INodeProperties = {
	displayName: 'Timeout (Minutes)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 30,
	description: 'The longest time to wait for the edited video',
};
