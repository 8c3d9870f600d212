/** First and last byte of a range, both included. */
export interface ByteRange {
	start: number;
	end: number;
}

/**
 * Reads a Range header for a file of `size` bytes. Undefined: send everything (no header, several
 * ranges or another unit); `unsatisfiable`: answer 416.
 */
export function parseRange(
	header: string | undefined,
	size: number,
): ByteRange | 'unsatisfiable' | undefined {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
	if (match === null) return undefined;
	const [first, last] = [match[1] ?? '', match[2] ?? ''];
	if (first === '' && last === '') return undefined;
	if (first === '') {
		const length = Math.min(Number(last), size);
		return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
	}
	const start = Number(first);
	const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
	if (start >= size) return 'unsatisfiable';
	return start > end ? undefined : { start, end };
}
