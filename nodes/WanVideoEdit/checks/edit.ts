import { isPlainObject } from './inWords';
import { jsonObject } from './jsonObject';
import {
	BrokenRule,
	isEmpty,
	number,
	oneOf,
	required,
	text,
	trueOrFalse,
	type Rule,
} from './rules';
import { directLink } from './shareLink';
import { IMAGE_FIELDS, IMAGE_URLS, VIDEO_URL } from './sources';
import { LONGEST_S, SHORTEST_S } from './videoLimits';
import { webUrl, webUrls } from './webUrls';

/**
 * An edit as the user wants it, for whichever service. What the user did not set is `undefined`. A new field
 * is sent once the service's `submitBody` has it, too.
 */
export interface Edit {
	/** `undefined` as long as a video that is a file has no address. */
	videoUrl?: string;
	prompt?: string;
	negativePrompt?: string;
	/** Images that are files are added once they have an address. */
	imageUrls: string[];
	resolution?: '720P' | '1080P';
	/** 0 = the full length. */
	durationS?: number;
	aspectRatio?: '16:9' | '9:16' | '1:1' | '4:3' | '3:4';
	audio?: 'auto' | 'origin';
	rewritePrompt?: boolean;
	watermark?: boolean;
	seed?: number;
	/** Additional parameters for the model, by their names at the service. */
	extraMetadata?: Record<string, unknown>;
	callbackUrl?: string;
}

/** The resolution that an edit has without one (model page). It decides the price. */
export const resolutionOf = ({ resolution = '1080P' }: Pick<Edit, 'resolution'>) => resolution;

/** The longest prompts and the most reference images, in characters and pieces (model page). */
const LONGEST_PROMPT = 5000;
const LONGEST_NEGATIVE_PROMPT = 500;
const MOST_REFERENCE_IMAGES = 4;
/** The underlying model's own bound (API §1). */
export const LARGEST_SEED = 2_147_483_647;

const isDuration = (s: number) =>
	s === 0 || (Number.isInteger(s) && s >= SHORTEST_S && s <= LONGEST_S);
const isSeed = (seed: number) => Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED;

/**
 * Checks the parameters of an edit against the model's rules (model page). Fields appear in messages under
 * the names that the editor shows.
 *
 * @param raw the body as the description's `routing.send` has put it together, under the names of API §1
 * @param extraMetadata the value of Extra Metadata; the Audio option wins over a key of it
 * @param files which of the media are files
 * @param promptIsExpression whether the Prompt is an expression, and not what somebody typed
 * @throws {BrokenRule} at the first value that breaks a rule
 */
export function checkEdit(
	raw: Record<string, unknown>,
	extraMetadata?: unknown,
	files: { video: boolean; images: number } = { video: false, images: 0 },
	promptIsExpression = false,
): Edit {
	const [videoUrl] = [raw.video_urls].flat();
	return {
		videoUrl: files.video ? undefined : directLink(required(webUrl)(VIDEO_URL, videoUrl)),
		prompt: prompt(raw.prompt, promptIsExpression),
		negativePrompt: words(LONGEST_NEGATIVE_PROMPT)('Negative Prompt', raw.negative_prompt),
		imageUrls: imageUrls(raw.image_urls, files.images),
		resolution: oneOf('1080P', '720P')('Resolution', raw.resolution),
		durationS: number(
			`0 (full length) or a whole number from ${SHORTEST_S} to ${LONGEST_S}`,
			isDuration,
		)('Duration (Seconds)', raw.duration),
		aspectRatio: oneOf('16:9', '9:16', '1:1', '4:3', '3:4')('Aspect Ratio', raw.size),
		rewritePrompt: trueOrFalse('Rewrite Prompt', raw.prompt_extend),
		watermark: trueOrFalse('Watermark', raw.watermark),
		seed: number(`a whole number from 0 to ${LARGEST_SEED}`, isSeed)('Seed', raw.seed),
		...metadata(raw.metadata, extraMetadata),
		callbackUrl: webUrl('Callback URL', raw.webhook),
	};
}

/**
 * Without a prompt the model makes a default style transfer (model page). That is for a field that is left
 * empty, but not for an expression that misses what it names: it costs money.
 */
function prompt(value: unknown, isExpression: boolean): string | undefined {
	if (isExpression && isEmpty(value)) {
		throw new BrokenRule(
			'Prompt',
			'is an expression that gives nothing: correct it or the data that it reads, or leave the field itself empty for a default style transfer',
		);
	}
	return words(LONGEST_PROMPT)('Prompt', value);
}

/** Text in which each expression has given text. */
const words =
	(longest: number): Rule<string> =>
	(field, value) => {
		const checked = text(longest)(field, value);
		if (checked?.includes('[object Object]')) {
			throw new BrokenRule(field, 'has an expression that gives an object instead of text', value);
		}
		return checked;
	};

function imageUrls(raw: unknown, imageFiles: number): string[] {
	const urls = webUrls(MOST_REFERENCE_IMAGES, 'images')(IMAGE_URLS, raw) ?? [];
	const images = urls.length + imageFiles;
	if (images > MOST_REFERENCE_IMAGES) {
		throw new BrokenRule(
			`${IMAGE_URLS} and ${IMAGE_FIELDS}`,
			`take at most ${MOST_REFERENCE_IMAGES} images together, but there are ${images}`,
		);
	}
	return urls.map(directLink);
}

const audioSetting = oneOf('auto', 'origin');

function metadata(fromOptions: unknown, extra: unknown): Pick<Edit, 'audio' | 'extraMetadata'> {
	const { audio_setting: ofExtra, ...extraMetadata } = jsonObject('Extra Metadata', extra) ?? {};
	const chosen = isPlainObject(fromOptions) ? fromOptions.audio_setting : undefined;
	const audio =
		audioSetting('Audio', chosen) ?? audioSetting('audio_setting in Extra Metadata', ofExtra);
	if (Object.values(extraMetadata).some((value) => value === null || value === '')) {
		throw new BrokenRule('Extra Metadata', 'must not hold empty values: leave the key out instead');
	}
	return { audio, extraMetadata };
}
