import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';

/** What a service says of a task that is not done yet, as a whole number like most services do. */
type Shape = (task: {
	ageS: number;
	takesS: number;
	startsS: number;
	noise: number;
}) => number | undefined;

/** How progress comes along at services, honest or not. */
export const SHAPES = {
	even: ({ ageS, takesS }) => (100 * ageS) / takesS,
	'in steps of 5': ({ ageS, takesS }) => 5 * Math.floor((20 * ageS) / takesS),
	'even, after a time in the queue': ({ ageS, takesS, startsS }) =>
		(100 * Math.max(0, ageS - startsS)) / (takesS - startsS),
	'even, give or take 10': ({ ageS, takesS, noise }) =>
		(100 * ageS) / takesS + 10 * Math.sin(ageS / 7 + 6 * noise),
	'in quarters': ({ ageS, takesS }) => 25 * Math.floor((4 * ageS) / takesS),
	'jumps: 0, 10, 30, done': ({ ageS, takesS }) =>
		ageS < 0.2 * takesS ? 0 : ageS < 0.6 * takesS ? 10 : 30,
	'slower and slower': ({ ageS, takesS }) => 95 * (1 - Math.exp((-3 * ageS) / takesS)),
	'counted against an estimate of 600 s': ({ ageS }) => Math.min(95, ageS / 6),
	'99 at half time': ({ ageS, takesS }) => (180 * ageS) / takesS,
	'stuck at 91': ({ ageS, takesS }) => Math.min(91, (300 * ageS) / takesS),
	missing: () => undefined,
} satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

/** The one that keeps what it promises. */
export const HONEST: ShapeName = 'even';
export const NONE: ShapeName = 'missing';

/** A task at a service. */
export interface SimulatedTask {
	takesS: number;
	/** @returns 0–99, or `undefined` when the service does not tell */
	progressAt: (ageS: number) => number | undefined;
}

/** How long tasks usually take (API §2), in s. */
const SHORTEST_S = 60;
const LONGEST_S = 300;

/**
 * A task whose progress has this shape.
 *
 * @param takesS instead of any time from 1 to 5 minutes
 */
export function simulatedTask(
	name: ShapeName,
	random: JumpableRandomGenerator,
	{ takesS = between(SHORTEST_S, LONGEST_S, random) }: { takesS?: number } = {},
): SimulatedTask {
	const startsS = takesS * between(0.1, 0.4, random);
	const noise = between(0, 1, random);
	const shape: Shape = SHAPES[name];
	return {
		takesS,
		progressAt: (ageS) => {
			const progress = shape({ ageS, takesS, startsS, noise });
			return progress && Math.min(99, Math.max(0, Math.floor(progress)));
		},
	};
}

const between = (least: number, most: number, random: JumpableRandomGenerator) =>
	least + (most - least) * uniformFloat64(random);
