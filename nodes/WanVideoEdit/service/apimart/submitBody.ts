import type { IDataObject } from 'n8n-workflow';

import { resolutionOf, type Edit } from '../../checks/edit';

/** The model's name at the service (model page). */
export const MODEL = 'wan2.7-videoedit';

/** The body of a submit (API §1). What the user did not set, and what the service does anyway, is left out. */
export function submitBody(edit: Edit): IDataObject {
	const { extraMetadata, audio } = edit;
	const metadata = { ...extraMetadata, ...(audio && { audio_setting: audio }) };
	const body: IDataObject = {
		model: MODEL,
		video_urls: edit.videoUrl === undefined ? undefined : [edit.videoUrl],
		prompt: edit.prompt,
		negative_prompt: edit.negativePrompt,
		image_urls: edit.imageUrls.length > 0 ? edit.imageUrls : undefined,
		// It decides the price, and not every mirror has the same default.
		resolution: resolutionOf(edit),
		duration: edit.durationS === 0 ? undefined : edit.durationS,
		size: edit.aspectRatio,
		prompt_extend: edit.rewritePrompt,
		watermark: edit.watermark,
		seed: edit.seed,
		metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
		webhook: edit.callbackUrl,
	};
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
