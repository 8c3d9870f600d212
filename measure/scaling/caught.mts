/** An accident, as it happened. */
export interface HappenedAccident {
	name: string;
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
