import type { INodeProperties } from 'n8n-workflow';

import { longVideosOption, startOption } from './longVideoOptions';
import { audioField, imageFilesField } from './mediaFields';
import { movedIntoOptions, oldOption } from './oldPlaces';
import * as shared from './sharedFields';

/** The options of Submit Edit, and of Estimate Edit, so that one can be turned into the other. Those without `routing` are read by operations/. */
export const editOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
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
			description: 'The shape of the edited video. Without this option, it matches the source.',
			routing: { send: { type: 'body', property: 'size' } },
		},
		oldOption(audioField),
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $execution.resumeUrl }}',
			description:
				'An address that the service calls when the edit is finished, with "/callback" appended to it. Alibaba Cloud Model Studio calls nobody back.',
			routing: { send: { type: 'body', property: 'webhook' } },
		},
		{
			displayName: 'Check Source',
			name: 'checkSource',
			type: 'boolean',
			default: true,
			description:
				'Whether to check the video before paying: its length, size and shape, and whether its link leads to a file; and the same of reference images. Turn it off for a link that works only once, which the check would use up.',
		},
		{
			displayName: 'Cost Limit (USD)',
			name: 'costLimit',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'The most that the edits of this node may cost in one execution, all passes of a loop and all attempts together. A run that may cost more buys nothing. Counts the seconds of your video and of the edited one, at the price in the credential or else at the list price.',
			hint: '0 = no limit',
		},
		movedIntoOptions(shared.downloadField, 'submitEdit'),
		{
			displayName: 'Edit Limit',
			name: 'editLimit',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 100,
			description:
				'The most edits that this node may buy in one execution, all passes of a loop and all attempts together. A run that would buy more buys nothing.',
			hint: '0 = no limit. Without this option, 100.',
		},
		shared.errorLanguageOption,
		// Merged into the body, beside the Audio option.
		{
			displayName: 'Extra Metadata',
			name: 'metadata',
			type: 'json',
			default: '{}',
			description: 'Additional parameters for the model, as a JSON object',
		},
		// Sent as a header.
		{
			displayName: 'Idempotency Key',
			name: 'idempotencyKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.orderId }}',
			description:
				'A unique ID for this edit, e.g. a row ID. Within 24 hours, a service that supports it bills the same ID only once. Leave empty to let the node create one, and at Alibaba Cloud Model Studio, which has no such keys.',
		},
		longVideosOption,
		{
			displayName: 'Negative Prompt',
			name: 'negativePrompt',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. blurry, distorted faces',
			description: 'What you do not want to see in the edited video',
			hint: 'Up to 500 characters',
			routing: { send: { type: 'body', property: 'negative_prompt' } },
		},
		shared.onTimeoutOption,
		shared.pollIntervalOption,
		movedIntoOptions(shared.outputBinaryField, 'submitEdit'),
		// There the editor has no room for all of its name.
		oldOption({ ...imageFilesField, displayName: 'Reference Image Fields' }),
		{
			displayName: 'Rewrite Prompt',
			name: 'promptExtend',
			type: 'boolean',
			default: true,
			description:
				'Whether to let the model rewrite the prompt first. This helps a lot with short prompts but takes longer. Turn it off to have a long prompt followed as written.',
			routing: { send: { type: 'body', property: 'prompt_extend' } },
		},
		{
			displayName: 'Seed',
			name: 'seed',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 2147483647, numberPrecision: 0 },
			default: 0,
			description:
				'A number that makes results similar, but not identical, for the same request. Without this option, every result is different, but the pieces of a long video share a seed that the node makes.',
			hint: '0–2147483647',
			routing: { send: { type: 'body', property: 'seed' } },
		},
		movedIntoOptions(shared.simplifyField, 'submitEdit'),
		startOption,
		shared.timeoutOption,
		{
			displayName: 'Watermark',
			name: 'watermark',
			type: 'boolean',
			default: false,
			description: 'Whether to mark the edited video as "AI Generated"',
			routing: { send: { type: 'body', property: 'watermark' } },
		},
	],
};
