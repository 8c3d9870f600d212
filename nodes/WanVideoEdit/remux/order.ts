import type { Turns } from '../shared/turns';

/**
 * The places of some numbers in rising order; equal ones keep theirs. JavaScript's own sorting by a comparison takes ten
 * times as long, and cannot give n8n a turn.
 */
export async function orderOf(values: Float64Array, turns: Turns): Promise<Uint32Array> {
	const { length } = values;
	let order = new Uint32Array(length);
	let merged = new Uint32Array(length);
	for (let place = 0; place < length; place++) order[place] = place;
	for (let run = 1; run < length; run *= 2) {
		await turns.given();
		for (let from = 0; from < length; from += 2 * run) {
			const middle = Math.min(from + run, length);
			merge(values, { order, merged, from, middle, to: Math.min(middle + run, length) });
		}
		[order, merged] = [merged, order];
	}
	return order;
}

/** Merges two ordered runs that follow each other. */
function merge(
	values: Float64Array,
	{
		order,
		merged,
		from,
		middle,
		to,
	}: Record<'order' | 'merged', Uint32Array> & Record<'from' | 'middle' | 'to', number>,
): void {
	let [left, right] = [from, middle];
	for (let place = from; place < to; place++) {
		const isLeft = right === to || (left < middle && values[order[left]] <= values[order[right]]);
		merged[place] = order[isLeft ? left++ : right++];
	}
}
