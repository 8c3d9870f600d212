import { directLink } from '../source/shareLink';
import {
	BrokenRule,
	jsonObject,
	number,
	oneOf,
	required,
	text,
	trueOrFalse,
	webUrl,
	webUrls,
} from './rules';
import { IMAGE_FIELDS, IMAGE_URLS, VIDEO_URL } from './sources';

/** The body of a submit (API contract §1). What the user did not set is left out. */
export interface EditBody {
	model: string;
	/** Missing as long as a file has no link yet. */
	video_urls?: string[];
	prompt?: string;
	negative_prompt?: string;
	/** Without the images that are files. */
	image_urls?: string[];
	resolution?: '720P' | '1080P';
	duration?: number;
	size?: '16:9' | '9:16' | '1:1' | '4:3' | '3:4';
	prompt_extend?: boolean;
	watermark?: boolean;
	seed?: number;
	metadata?: Record<string, unknown>;
	webhook?: string;
}

/** The longest prompts and the most reference images, in characters and pieces (seed). */
const LONGEST_PROMPT = 5000;
const LONGEST_NEGATIVE_PROMPT = 500;
const MOST_REFERENCE_IMAGES = 4;
/** The underlying model's own bound (API contract §1). */
const LARGEST_SEED = 2_147_483_647;

const isDuration = (s: number) => s === 0 || (Number.isInteger(s) && s >= 2 && s <= 10);
const isSeed = (seed: number) => Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED;

/**
 * Checks what the parameters put into the body against the model's rules (seed), and gives the body
 * to send. Fields appear in messages under the names that the editor shows.
 *
 * @param raw the body as the parameters' `routing.send` assembled it
 * @param extraMetadata the value of Extra Metadata; the Audio option wins over a key of it
 * @param files which of the sources are files
 * @throws {BrokenRule} at the first value that breaks a rule
 */
export function editBody(
	raw: Record<string, unknown>,
	extraMetadata?: unknown,
	files: { video: boolean; images: number } = { video: false, images: 0 },
): EditBody {
	const [videoUrl] = [raw.video_urls].flat();
	const body: EditBody = {
		model: String(raw.model),
		video_urls: files.video ? undefined : [directLink(required(webUrl)(VIDEO_URL, videoUrl))],
		prompt: prompt(raw),
		negative_prompt: text(LONGEST_NEGATIVE_PROMPT)('Negative Prompt', raw.negative_prompt),
		image_urls: imageUrls(raw.image_urls, files.images),
		resolution: notDefault('1080P', oneOf('1080P', '720P')('Resolution', raw.resolution)),
		duration: notDefault(
			0,
			number('0 (full length) or a whole number from 2 to 10', isDuration)(
				'Duration (Seconds)',
				raw.duration,
			),
		),
		size: oneOf('16:9', '9:16', '1:1', '4:3', '3:4')('Aspect Ratio', raw.size),
		prompt_extend: trueOrFalse('Rewrite Prompt', raw.prompt_extend),
		watermark: trueOrFalse('Watermark', raw.watermark),
		seed: number(`a whole number from 0 to ${LARGEST_SEED}`, isSeed)('Seed', raw.seed),
		metadata: metadata(raw.metadata, extraMetadata),
		webhook: webUrl('Callback URL', raw.webhook),
	};
	return Object.fromEntries(
		Object.entries(body).filter(([, value]) => value !== undefined),
	) as unknown as EditBody;
}

/**
 * Without a prompt the model makes a default style transfer (seed). That is for an empty field, but not
 * for an expression that misses what it names.
 */
function prompt(raw: Record<string, unknown>): string | undefined {
	if ('prompt' in raw && (raw.prompt === undefined || raw.prompt === null)) {
		throw new BrokenRule(
			'Prompt',
			'is an expression that gives nothing: correct it, or leave the field empty for a default style transfer',
		);
	}
	return text(LONGEST_PROMPT)('Prompt', raw.prompt);
}

function imageUrls(raw: unknown, imageFiles: number): string[] | undefined {
	const urls = webUrls(MOST_REFERENCE_IMAGES, 'images')(IMAGE_URLS, raw);
	const images = (urls?.length ?? 0) + imageFiles;
	if (images > MOST_REFERENCE_IMAGES) {
		throw new BrokenRule(
			`${IMAGE_URLS} and ${IMAGE_FIELDS}`,
			`take at most ${MOST_REFERENCE_IMAGES} images together, but there are ${images}`,
		);
	}
	return urls?.map(directLink);
}

/** Leaves out what the service does anyway (API contract §1). */
const notDefault = <T>(serviceDefault: T, value?: T) =>
	value === serviceDefault ? undefined : value;

function metadata(fromOptions: unknown, extra: unknown): Record<string, unknown> | undefined {
	const merged = jsonObject('Extra Metadata', extra) ?? {};
	const chosen = jsonObject('Audio', fromOptions)?.audio_setting;
	const audio =
		audioSetting('Audio', chosen) ??
		audioSetting('audio_setting in Extra Metadata', merged.audio_setting);
	if (audio !== undefined) merged.audio_setting = audio;
	else delete merged.audio_setting;
	if (Object.values(merged).some((value) => value === null || value === '')) {
		throw new BrokenRule('Extra Metadata', 'must not hold empty values: leave the key out instead');
	}
	return Object.keys(merged).length > 0 ? merged : undefined;
}

const audioSetting = oneOf('auto', 'origin');
