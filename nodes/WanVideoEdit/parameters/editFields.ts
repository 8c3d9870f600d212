import type { INodeProperties } from 'n8n-workflow';

import { audioField, imageFilesField } from './mediaFields';
import { priceWords } from './priceWords';

/** The model's limits (model page). */
const VIDEO_LIMITS =
	'MP4 or MOV, 2–10 seconds (more with Long Videos), up to 100 MB, 240–4096 pixels wide and high, aspect ratio 1:8–8:1';

/** The video, and what is to be done with it: of Submit Edit and Estimate Edit. */
export const editFields: INodeProperties[] = [
	{
		displayName: 'Video Source',
		name: 'videoSource',
		type: 'options',
		options: [
			{
				name: 'Binary File',
				value: 'binary',
				description:
					'A file from an earlier node. Alibaba Cloud Model Studio takes the file itself. A service that takes no videos downloads it from your n8n, which must be reachable from the internet.',
			},
			{
				name: 'URL',
				value: 'url',
				description: 'The address of a video on the web, or a share link from a cloud drive',
			},
		],
		default: 'url',
		description: 'Where the video to edit comes from',
	},
	{
		displayName: 'Video URL',
		name: 'videoUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/street.mp4',
		description:
			'The address of the video to edit, one for each item. It must be downloadable without a login. Share links from Google Drive, Dropbox and OneDrive work if anyone with the link can open them.',
		hint: VIDEO_LIMITS,
		displayOptions: { show: { videoSource: ['url'] } },
		routing: { send: { type: 'body', property: 'video_urls[0]' } },
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		description: 'The name of the input binary field that contains the video to edit',
		hint: VIDEO_LIMITS,
		displayOptions: { show: { videoSource: ['binary'] } },
	},
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Replace the background with a snowy mountain scene',
		description:
			'What to change in the video, and what to leave as it is. Leave empty for a default style transfer.',
		hint: 'Up to 5000 characters',
		routing: { send: { type: 'body', property: 'prompt' } },
	},
	audioField,
	{
		displayName: 'Reference Image URLs',
		name: 'referenceImageUrls',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. https://example.com/style.jpg, https://example.com/outfit.png',
		description:
			'Images that show the style, outfit or object you want. Say in the prompt what to take from each one. Separate several with commas or line breaks.',
		hint: 'Up to 4 images',
		routing: { send: { type: 'body', property: 'image_urls' } },
	},
	imageFilesField,
	{
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		options: [
			{ name: '1080P (Costs More)', value: '1080P', description: priceWords('1080P') },
			{ name: '720P (Costs Less)', value: '720P', description: priceWords('720P') },
		],
		default: '1080P',
		description:
			'The resolution of the edited video. The price per second depends on it. Your account may pay less than the list price.',
		hint: 'Try a prompt in 720P first, which costs less',
		routing: { send: { type: 'body', property: 'resolution' } },
	},
	{
		displayName: 'Duration (Seconds)',
		name: 'duration',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10, numberPrecision: 0 },
		default: 0,
		description:
			'How many seconds of the video to edit, counted from its beginning, or from the option Start (Seconds). The rest is cut off.',
		hint: '0 keeps the full length, otherwise 2–10 and not longer than the video',
		routing: { send: { type: 'body', property: 'duration' } },
	},
];
