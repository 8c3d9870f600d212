import type { INodeProperties } from 'n8n-workflow';

import { movedOutOfOptions } from './oldPlaces';

/** What becomes of the sound. Read by operations/, as it has an old place. */
export const audioField: INodeProperties = {
	displayName: 'Audio',
	name: 'audioSetting',
	type: 'options',
	options: [
		{
			name: 'Keep Original',
			value: 'origin',
			description: 'The edited video has the music and speech of your video',
		},
		{
			name: 'Make New Audio',
			value: 'auto',
			description:
				'The model makes sound that matches the edited picture. The original sound is lost.',
		},
	],
	default: 'auto',
	description:
		'What happens to the sound. Unless you choose Keep Original, the original sound is lost. A long video that is edited in pieces always keeps its own sound.',
	hint: 'The original sound is lost, unless you choose Keep Original',
	displayOptions: movedOutOfOptions('audioSetting'),
};

/** Reference images that are files. Uploaded before the submit, see source/uploadFile.ts. */
export const imageFilesField: INodeProperties = {
	displayName: 'Reference Image Binary Fields',
	name: 'referenceImageBinaryFields',
	type: 'string',
	default: '',
	placeholder: 'e.g. style, outfit',
	description:
		'The names of the input binary fields that contain reference images, separated by commas. The images are added after the Reference Image URLs. JPEG, PNG or WebP (at Alibaba Cloud Model Studio also BMP) without transparency, up to 20 MB each.',
	hint: 'Up to 4 images together with the URLs',
	displayOptions: movedOutOfOptions('referenceImageBinaryFields'),
};
