import { oneOf, required, text, trueOrFalse } from './rules';

/** Where the video and the reference images come from, and whether to probe them before paying. */
export interface Sources {
	/** The binary field with the video; `undefined` = the video has a URL. */
	videoField?: string;
	/** The binary fields with reference images. */
	imageFields: string[];
	/** Whether to probe the sources before the edit is paid for. */
	probes: boolean;
}

const LONGEST_NAME = 100;

/** The fields' names, as the editor shows them. */
export const IMAGE_FIELDS = 'Reference Image Binary Fields';
export const VIDEO_FIELD = 'Input Binary Field';
export const VIDEO_URL = 'Video URL';
export const IMAGE_URLS = 'Reference Image URLs';

/**
 * Checks the parameters that say where the sources come from.
 *
 * @throws {BrokenRule} at the first value that breaks a rule
 */
export function checkSources(parameters: {
	videoSource: unknown;
	binaryPropertyName: unknown;
	options: Record<string, unknown>;
}): Sources {
	const { videoSource, binaryPropertyName, options } = parameters;
	const isFile = oneOf('url', 'binary')('Video Source', videoSource) === 'binary';
	return {
		videoField: isFile
			? required(text(LONGEST_NAME))(VIDEO_FIELD, binaryPropertyName).trim()
			: undefined,
		imageFields: fieldNames(options.referenceImageBinaryFields),
		probes: trueOrFalse('Check Source', options.checkSource) ?? true,
	};
}

/** Names in an array, or in text in which commas or line breaks separate them. */
function fieldNames(value: unknown): string[] {
	const entries: unknown[] = typeof value === 'string' ? value.split(/[,\n]/) : [value].flat();
	return entries.flatMap((entry) => text(LONGEST_NAME)(IMAGE_FIELDS, entry)?.trim() ?? []);
}
