/** Of videos and images alike (model page). */
const SMALLEST_PX = 240;
const WIDEST_RATIO = 8;

export const MODEL = 'Wan 2.7 VideoEdit';

/**
 * Says why the model would refuse a picture with sides of so many pixels (model page), or `undefined`.
 *
 * @param thing what it is, e.g. "video"
 * @param largestPx the longest side that is taken
 */
export function unfitPixels(
	thing: string,
	[width, height]: [width: number, height: number],
	largestPx: number,
): string | undefined {
	const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
	const has = `The ${thing} has`;
	if (shorter < SMALLEST_PX || longer > largestPx) {
		return `${has} ${width}×${height} pixels; ${MODEL} takes ${SMALLEST_PX}–${largestPx} pixels in width and height`;
	}
	const ratio = longer / shorter;
	if (ratio <= WIDEST_RATIO) return undefined;
	// Never the limit itself, which is allowed.
	const rounded = Math.max(Number(ratio.toFixed(2)), WIDEST_RATIO + 0.01);
	const shape = width > height ? `${rounded}:1` : `1:${rounded}`;
	return `${has} an aspect ratio of ${shape} (${width}×${height} pixels); ${MODEL} takes 1:${WIDEST_RATIO}–${WIDEST_RATIO}:1`;
}
