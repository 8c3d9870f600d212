import type { Resolution } from '../settings.mts';

/** Body of POST /v1/videos/generations after validation (API §1). */
export interface SubmitBody {
	model: string;
	video_urls: string[];
	prompt?: string;
	negative_prompt?: string;
	image_urls?: string[];
	resolution?: Resolution;
	/** Seconds from the start; 0 keeps the full length. */
	duration?: number;
	size?: string;
	prompt_extend?: boolean;
	watermark?: boolean;
	seed?: number;
	metadata?: Record<string, unknown>;
	webhook?: string;
}

const httpUrl = { type: 'string', format: 'http-url' };

/**
 * JSON schema of a submit: fields of API §1, limits of the model page. Stricter than the real
 * service, which ignores unknown fields and bills all the same: here they are refused.
 */
export const submitSchema = {
	type: 'object',
	required: ['model', 'video_urls'],
	additionalProperties: false,
	properties: {
		model: { type: 'string', const: 'wan2.7-videoedit' },
		video_urls: { type: 'array', minItems: 1, maxItems: 1, items: httpUrl },
		prompt: { type: 'string', minLength: 1, maxLength: 5000 },
		negative_prompt: { type: 'string', minLength: 1, maxLength: 500 },
		image_urls: { type: 'array', minItems: 1, maxItems: 4, items: httpUrl },
		resolution: { type: 'string', enum: ['720P', '1080P'] },
		duration: { type: 'integer', enum: [0, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
		size: { type: 'string', enum: ['16:9', '9:16', '1:1', '4:3', '3:4'] },
		prompt_extend: { type: 'boolean' },
		watermark: { type: 'boolean' },
		seed: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
		metadata: {
			type: 'object',
			properties: { audio_setting: { type: 'string', enum: ['auto', 'origin'] } },
		},
		webhook: httpUrl,
	},
};

/** The `http-url` format of the schema: an absolute http or https URL with a host. */
export function isHttpUrl(text: string): boolean {
	return /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text);
}
