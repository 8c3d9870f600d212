import { entriesOf, SEPARATORS } from './lists';
import { BrokenRule, nameOf, oneOf, required, trueOrFalse, type Rule } from './rules';

/** The name of a binary field, or what an expression such as `{{ $binary.data }}` has taken out of it. */
export type BinaryField = string | { mimeType: string };

/** Where the video and the reference images come from, and whether to probe them before paying. */
export interface Sources {
	/** The binary field with the video; `undefined` = the video has a URL. */
	videoField?: BinaryField;
	/** The binary fields with reference images. */
	imageFields: BinaryField[];
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
		videoField: isFile ? required(oneBinaryField)(VIDEO_FIELD, binaryPropertyName) : undefined,
		imageFields: fieldNames(options.referenceImageBinaryFields),
		probes: trueOrFalse('Check Source', options.checkSource) ?? true,
	};
}

const binaryField: Rule<BinaryField> = (field, value) => {
	if (!isBinaryData(value)) return nameOf(LONGEST_NAME)(field, value);
	if ('id' in value || 'data' in value) return value;
	// n8n leaves the content out of what it gives to expressions.
	throw new BrokenRule(
		field,
		'takes the name of a field, e.g. data, because n8n keeps this file in memory',
		value,
	);
};

/** Also as the only entry of a list. */
const oneBinaryField: Rule<BinaryField> = (field, value) => {
	const entries = entriesOf(value);
	if (entries.length > 1) {
		throw new BrokenRule(field, `takes one field, but there are ${entries.length}`);
	}
	return binaryField(field, entries[0]);
};

function isBinaryData(value: unknown): value is { mimeType: string } {
	try {
		return typeof value === 'object' && value !== null && 'mimeType' in value;
	} catch {
		return false;
	}
}

const BETWEEN_NAMES = new RegExp(`[\\n${SEPARATORS}]`);

/** Names or files in a list, or names in text in which signs or line breaks separate them. */
function fieldNames(value: unknown): BinaryField[] {
	const entries = entriesOf(value).flatMap((entry) =>
		typeof entry === 'string' && entry === value ? entry.split(BETWEEN_NAMES) : [entry],
	);
	return entries.flatMap((entry) => binaryField(IMAGE_FIELDS, entry) ?? []);
}
