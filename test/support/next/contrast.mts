/** The backgrounds of nodes in n8n's editor, as the rule that is coming has them. */
const BACKGROUNDS = { light: '#ffffff', dark: '#2b2b2b' };

/** Red, green and blue of a color, from 0 to 255. */
function channelsOf(color: string): number[] {
	const digits = color.slice(1);
	const long = digits.length < 6 ? [...digits].map((digit) => digit + digit).join('') : digits;
	return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}

/** How bright it looks (WCAG 2.2, relative luminance). */
function luminanceOf(color: string): number {
	const [red, green, blue] = channelsOf(color).map((channel) => {
		const part = channel / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1, the same, to 21, black on white (WCAG 2.2, contrast ratio). */
export function contrastOf(color: string, theme: keyof typeof BACKGROUNDS): number {
	const [dark, bright] = [luminanceOf(color), luminanceOf(BACKGROUNDS[theme])].sort(
		(a, b) => a - b,
	);
	return (bright + 0.05) / (dark + 0.05);
}

/** The colors that an icon is painted with, in the order in which it is painted. */
export const colorsOf = (svg: string): string[] =>
	[...svg.matchAll(/(?:fill|stroke|stop-color)\s*[=:]\s*["']?(#[\da-f]{3,8})/gi)].map(
		([, color]) => color,
	);
