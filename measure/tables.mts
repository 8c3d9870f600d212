/** A table in Markdown. */
export const table = (head: string[], rows: Array<Array<string | number>>): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The middle one of an odd number of values. */
export const median = (values: number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
