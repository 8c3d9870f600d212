import { isHttpUrl, type SubmitBody } from '../api/submitBody.mts';
import type { Resolution } from '../resolution.mts';
import { isImageDataUri } from './imageTypes.mts';
import { OSS } from './uploadedFiles.mts';

/** Body of a submit after validation (Model Studio, submit). */
export interface ModelStudioBody {
	model: string;
	input: {
		prompt?: string;
		negative_prompt?: string;
		media: { type: 'video' | 'reference_image'; url: string }[];
	};
	parameters?: {
		resolution?: Resolution;
		ratio?: string;
		/** Seconds from the start; 0 keeps the full length. */
		duration?: number;
		audio_setting?: 'auto' | 'origin';
		prompt_extend?: boolean;
		watermark?: boolean;
		seed?: number;
	};
}

/**
 * JSON schema of a submit (Model Studio, submit). Stricter than the real service, which cuts prompts
 * that are too long off without a word, and ignores unknown fields: here they are refused.
 */
export const modelStudioBodySchema = {
	type: 'object',
	required: ['model', 'input'],
	additionalProperties: false,
	properties: {
		model: { type: 'string' },
		input: {
			type: 'object',
			required: ['media'],
			additionalProperties: false,
			properties: {
				prompt: { type: 'string', minLength: 1, maxLength: 5000 },
				negative_prompt: { type: 'string', minLength: 1, maxLength: 500 },
				media: {
					type: 'array',
					minItems: 1,
					maxItems: 5,
					items: {
						type: 'object',
						required: ['type', 'url'],
						additionalProperties: false,
						properties: {
							type: { type: 'string', enum: ['video', 'reference_image'] },
							url: { type: 'string', format: 'media-url' },
						},
					},
				},
			},
		},
		parameters: {
			type: 'object',
			additionalProperties: false,
			properties: {
				resolution: { type: 'string', enum: ['720P', '1080P'] },
				ratio: { type: 'string', enum: ['16:9', '9:16', '1:1', '4:3', '3:4'] },
				duration: { type: 'integer', enum: [0, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
				audio_setting: { type: 'string', enum: ['auto', 'origin'] },
				prompt_extend: { type: 'boolean' },
				watermark: { type: 'boolean' },
				seed: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
			},
		},
	},
};

/** The `media-url` format of the schema: http, https, `oss://`, or the `data:` URI of an image. */
export function isMediaUrl(text: string): boolean {
	return isHttpUrl(text) || /^oss:\/\/[^\s]+$/.test(text) || isImageDataUri(text);
}

/** What the schema cannot say of the list of media; undefined when nothing is wrong. */
export function mediaProblem({ input: { media } }: ModelStudioBody): string | undefined {
	if (media[0]?.type !== 'video') return 'input.media[0].type must be video';
	if (media[0].url.startsWith('data:'))
		return 'input.media[0].url is a data: URI; only images may be one';
	const second = media.findLastIndex(({ type }) => type === 'video');
	if (second > 0) return `input.media[${second}].type must be reference_image: one video is edited`;
	return undefined;
}

/** The addresses in a submit that begin with `oss://`. */
export function ossUrls({ input: { media } }: ModelStudioBody): string[] {
	return media.map(({ url }) => url).filter((url) => url.startsWith(OSS));
}

/** The same edit in the fields of the first service. */
export function toEdit({ model, input, parameters = {} }: ModelStudioBody): SubmitBody {
	const { prompt, negative_prompt, media } = input;
	const { ratio, audio_setting, ...others } = parameters;
	const [video, ...images] = media.map(({ url }) => url);
	return {
		model,
		video_urls: [video ?? ''],
		prompt,
		negative_prompt,
		...(images.length > 0 && { image_urls: images }),
		...others,
		size: ratio,
		...(audio_setting !== undefined && { metadata: { audio_setting } }),
	};
}
