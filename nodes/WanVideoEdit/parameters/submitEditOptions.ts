import type { INodeProperties } from 'n8n-workflow';

import {
	errorLanguageOption,
	onTimeoutOption,
	pollIntervalOption,
	timeoutOption,
} from './sharedFields';

const aspectRatioOption: INodeProperties = {
	displayName: 'Aspect Ratio',
	name: 'aspectRatio',
	type: 'options',
	options: [
		{ name: 'Landscape 16:9', value: '16:9' },
		{ name: 'Landscape 4:3', value: '4:3' },
		{ name: 'Portrait 3:4', value: '3:4' },
		{ name: 'Portrait 9:16', value: '9:16' },
		{ name: 'Square 1:1', value: '1:1' },
	],
	default: '16:9',
	description: 'The shape of the edited video. Without this option it is that of the source.',
	routing: { send: { type: 'body', property: 'size' } },
};

const audioOption: INodeProperties = {
	displayName: 'Audio',
	name: 'audioSetting',
	type: 'options',
	options: [
		{
			name: 'Keep Original',
			value: 'origin',
			description: 'For videos whose music or speech matters',
		},
		{
			name: 'Make New Audio',
			value: 'auto',
			description:
				'The model makes sound that matches the edited picture. The sound of the source is gone.',
		},
	],
	default: 'auto',
	description:
		'What happens to the sound. Without this option the model makes new audio, too: to keep the sound of the source, choose Keep Original.',
	routing: { send: { type: 'body', property: 'metadata.audio_setting' } },
};

const callbackUrlOption: INodeProperties = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $execution.resumeUrl }}',
	description:
		'An address that the service calls when the edit is finished, with "/callback" appended to it',
	routing: { send: { type: 'body', property: 'webhook' } },
};

const checkSourceOption: INodeProperties = {
	displayName: 'Check Source',
	name: 'checkSource',
	type: 'boolean',
	default: true,
	description:
		'Whether to look at the video before the edit is paid for: its length, size and shape, and whether its link leads to the file',
};

/** Merged into the request by the checks, beside the Audio option. */
const extraMetadataOption: INodeProperties = {
	displayName: 'Extra Metadata',
	name: 'metadata',
	type: 'json',
	default: '{}',
	description: 'Further parameters for the model as a JSON object',
};

/** Sent as a header by the checks. */
const idempotencyKeyOption: INodeProperties = {
	displayName: 'Idempotency Key',
	name: 'idempotencyKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.orderId }}',
	description:
		'A name for this purchase, e.g. a row ID: within 24 hours a service that honours it bills the same name only once. Leave empty to let the node make one.',
};

const negativePromptOption: INodeProperties = {
	displayName: 'Negative Prompt',
	name: 'negativePrompt',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. blurry, distorted faces',
	description: 'What you do not want to see in the edited video',
	hint: 'Up to 500 characters',
	routing: { send: { type: 'body', property: 'negative_prompt' } },
};

/** Uploaded before the submit, see request/uploadImages.ts. */
const referenceImageBinaryFieldsOption: INodeProperties = {
	displayName: 'Reference Image Binary Fields',
	name: 'referenceImageBinaryFields',
	type: 'string',
	default: '',
	placeholder: 'e.g. style, outfit',
	description:
		'The names of the input binary fields that have reference images, separated by commas. They come after those of Reference Image URLs.',
	hint: 'JPEG, PNG or WebP, up to 20 MB each, up to 4 images together with the URLs',
};

const rewritePromptOption: INodeProperties = {
	displayName: 'Rewrite Prompt',
	name: 'promptExtend',
	type: 'boolean',
	default: true,
	description:
		'Whether the model may rewrite the prompt first. Helps much with short prompts, and takes longer. Turn it off for a long prompt that is to be followed as it is.',
	routing: { send: { type: 'body', property: 'prompt_extend' } },
};

const seedOption: INodeProperties = {
	displayName: 'Seed',
	name: 'seed',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 2147483647, numberPrecision: 0 },
	default: 0,
	description:
		'A number that makes the model give similar, but not equal results for the same request. Without this option every result is another.',
	hint: '0–2147483647',
	routing: { send: { type: 'body', property: 'seed' } },
};

const watermarkOption: INodeProperties = {
	displayName: 'Watermark',
	name: 'watermark',
	type: 'boolean',
	default: false,
	description: 'Whether to mark the edited video as "AI Generated"',
	routing: { send: { type: 'body', property: 'watermark' } },
};

export const submitEditOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		aspectRatioOption,
		audioOption,
		callbackUrlOption,
		checkSourceOption,
		errorLanguageOption,
		extraMetadataOption,
		idempotencyKeyOption,
		negativePromptOption,
		onTimeoutOption,
		pollIntervalOption,
		referenceImageBinaryFieldsOption,
		rewritePromptOption,
		seedOption,
		timeoutOption,
		watermarkOption,
	],
};
