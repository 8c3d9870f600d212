import type { INodeProperties } from 'n8n-workflow';

/** What is done with a video that the model would not take as it is. What is cut out of one goes to the service like any file. */
export const longVideosOption: INodeProperties = {
	displayName: 'Long Videos',
	name: 'longVideos',
	type: 'options',
	options: [
		{
			name: 'Edit in Pieces and Join',
			value: 'pieces',
			description:
				'Edits all of a long video from Start on, in pieces of up to 10 seconds with the same seed, and joins them with the original sound. Each piece is paid for: a minute is six edits or more. The look may differ a little from piece to piece.',
		},
		{
			name: 'Edit One Part',
			value: 'cut',
			description:
				'Edits the part from Start, for the Duration or up to 10 seconds. The rest is left out.',
		},
		{
			name: 'Refuse',
			value: 'refuse',
			description: 'A video of more than 10 seconds is an error, and nothing is paid',
		},
	],
	default: 'refuse',
	description:
		'What to do with a video of more than 10 seconds, which the model does not take. Videos are cut without encoding them anew, so cuts lie at key frames, often some seconds apart.',
};

/** Where the edit begins in it. */
export const startOption: INodeProperties = {
	displayName: 'Start (Seconds)',
	name: 'start',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description:
		'Where in the video the edit begins. Above 0, one part is edited even if Long Videos is Refuse. Videos are cut at key frames: the edited part begins at the last one at or before this time, and the output says where.',
};
