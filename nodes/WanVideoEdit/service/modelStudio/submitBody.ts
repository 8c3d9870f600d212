import type { IDataObject } from 'n8n-workflow';

import type { Edit } from '../../checks/edit';

/** The model's name at the service. */
export const MODEL = 'wan2.7-videoedit';

/** How the address of an uploaded file begins. */
const UPLOADED = 'oss://';

/** The body of a submit (Model Studio, submit). What the user did not set is left out. */
export function submitBody(edit: Edit): IDataObject {
	const { videoUrl, imageUrls, extraMetadata } = edit;
	const media = [
		{ type: 'video', url: videoUrl },
		...imageUrls.map((url) => ({ type: 'reference_image', url })),
	];
	return {
		model: MODEL,
		input: withoutUnset({ prompt: edit.prompt, negative_prompt: edit.negativePrompt, media }),
		parameters: withoutUnset({
			...(extraMetadata as IDataObject | undefined),
			// It decides the price.
			resolution: edit.resolution ?? '1080P',
			ratio: edit.aspectRatio,
			duration: edit.durationS === 0 ? undefined : edit.durationS,
			audio_setting: edit.audio,
			prompt_extend: edit.rewritePrompt,
			watermark: edit.watermark,
			seed: edit.seed,
		}),
	};
}

const withoutUnset = (fields: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** What a submit says in its headers: that it does not wait, and whether its media are uploaded files. */
export const submitHeaders = ({ videoUrl = '', imageUrls }: Edit): IDataObject => ({
	'X-DashScope-Async': 'enable',
	...([videoUrl, ...imageUrls].some((url) => url.startsWith(UPLOADED)) && {
		'X-DashScope-OssResourceResolve': 'enable',
	}),
});
