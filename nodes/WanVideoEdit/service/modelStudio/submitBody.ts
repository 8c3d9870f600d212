import type { IDataObject } from 'n8n-workflow';

import { resolutionOf, type Edit } from '../../checks/edit';

/** The model's name at the service. */
export const MODEL = 'wan2.7-videoedit';

/** How the address of an uploaded file begins. */
const UPLOADED = 'oss://';

/** The body of a submit (Model Studio, submit). What the user did not set is left out. */
export function submitBody(edit: Edit): IDataObject {
	const { videoUrl, imageUrls } = edit;
	const media = [
		{ type: 'video', url: videoUrl },
		...imageUrls.map((url) => ({ type: 'reference_image', url })),
	];
	return {
		model: MODEL,
		input: withoutUnset({ prompt: edit.prompt, negative_prompt: edit.negativePrompt, media }),
		parameters: {
			...othersOf(edit),
			...withoutUnset({
				resolution: resolutionOf(edit),
				duration: edit.durationS === 0 ? undefined : edit.durationS,
				ratio: edit.aspectRatio,
				audio_setting: edit.audio,
				prompt_extend: edit.rewritePrompt,
				watermark: edit.watermark,
				seed: edit.seed,
			}),
		},
	};
}

/** They decide the price, and have fields of their own, which are always set. */
const PRICED = ['resolution', 'duration'];

/** What Extra Metadata adds. */
const othersOf = ({ extraMetadata = {} }: Edit): IDataObject =>
	Object.fromEntries(
		Object.entries(extraMetadata as IDataObject).filter(([name]) => !PRICED.includes(name)),
	);

const withoutUnset = (fields: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** What a submit says in its headers: that it does not wait, and whether its media are uploaded files. */
export const submitHeaders = ({ videoUrl = '', imageUrls }: Edit): IDataObject => ({
	'X-DashScope-Async': 'enable',
	...([videoUrl, ...imageUrls].some((url) => url.startsWith(UPLOADED)) && {
		'X-DashScope-OssResourceResolve': 'enable',
	}),
});
