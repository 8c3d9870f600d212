import type { SimulatedTask, Simulator } from '../../simulator/index.mts';
import type { Way } from './ways.mts';

/** An accident, as it happened. */
export interface HappenedAccident {
	name: string;
	/** In seconds after the first edit came in, as planned. */
	atS: number;
	/** In ms since 1970. */
	beganAtMs: number;
	/** When everything ran again, in ms since 1970. */
	endedAtMs: number;
	/** How many executions it caught. */
	caught: number;
}

/**
 * The accident that caught an execution: the one that is nearest to a moment in which it was at work.
 *
 * @param momentsMs in ms since 1970
 */
export function caughtBy(
	momentsMs: number[],
	accidents: HappenedAccident[],
): HappenedAccident | undefined {
	const distanceMs = ({ beganAtMs, endedAtMs }: HappenedAccident) =>
		Math.min(...momentsMs.map((at) => Math.max(beganAtMs - at, at - endedAtMs, 0)));
	return [...accidents].sort((a, b) => distanceMs(a) - distanceMs(b))[0];
}

/**
 * When an edit's execution was at work before it was started again, or was to wake and go on working, in ms
 * since 1970.
 */
export function atWorkMs(
	{ sleepS }: Way,
	sentAtMs: number,
	task: SimulatedTask | undefined,
	againMs: number,
	{ requests }: Pick<Simulator, 'requests'>,
): number[] {
	if (task === undefined || task.acceptedAtMs > againMs) return [sentAtMs];
	const asked = requests.filter(
		({ path, atMs }) => path.endsWith(task.id) && atMs < againMs,
	);
	const lastMs = asked.at(-1)?.atMs ?? task.acceptedAtMs;
	return sleepS === undefined
		? [lastMs]
		: [lastMs, task.finishedAtMs ?? lastMs, lastMs + sleepS * 1000];
}
