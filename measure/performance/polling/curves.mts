import {
	automatic,
	backoff,
	fixed,
	type Schedule,
} from '../../../test/support/polling/schedules.mts';
import { simulate, type Outcome, type Tasks } from '../../../test/support/polling/simulate.mts';
import { HONEST, NONE, SHAPES, type ShapeName } from '../../../test/support/polling/tasks.mts';

/** Enough for steady figures. */
const COUNT = 6_000;
/** From so many status checks per task to so many, a curve of this node is to lie below all others. */
export const FEWEST_CHECKS = 5;
export const MOST_CHECKS = 90;

const ALL_SHAPES = Object.keys(SHAPES) as ShapeName[];

/** A point of a curve. */
export interface Point extends Outcome {
	schedule: string;
}

/** A schedule moved along the value that tunes it, with the most status checks first. */
export interface Curve {
	name: string;
	isOurs: boolean;
	points: Point[];
}

const range = (from: number, to: number, steps: number) =>
	Array.from({ length: steps }, (_, step) => from * (to / from) ** (step / (steps - 1)));

const curve = (
	name: string,
	schedules: Schedule[],
	shapes: ShapeName[],
	isOurs: boolean,
): Curve => ({
	name,
	isOurs,
	points: schedules.map((schedule) => ({
		schedule: schedule.name,
		...simulate(schedule, { shapes, count: COUNT }),
	})),
});

/** Ours for several kinds of progress, which the others ignore. */
export function curves(): Curve[] {
	const ours = range(0.5, 60, 40).map(automatic);
	const anyShape: ShapeName[] = [HONEST];
	return [
		curve('Automatic, honest progress', ours, [HONEST], true),
		curve('Automatic, all kinds of progress', ours, ALL_SHAPES, true),
		curve('Automatic, no progress', ours, [NONE], true),
		curve('Fixed interval', range(1.5, 60, 40).map(fixed), anyShape, false),
		curve(
			'Backoff, × 1.5 up to six times the first',
			range(0.3, 20, 40).map((firstS) => backoff(firstS, 6 * firstS)),
			anyShape,
			false,
		),
	];
}

/** What others do. */
const OTHERS: Schedule[] = [...[2, 3, 5, 10, 15, 20].map(fixed), backoff(5, 30)];

export const othersPoints = (): Point[] =>
	OTHERS.map((schedule) => ({
		schedule: schedule.name,
		...simulate(schedule, { shapes: [HONEST], count: COUNT }),
	}));

/** How the default does with each kind of progress. */
export const byShape = (schedule: Schedule, about: Partial<Tasks> = {}) =>
	ALL_SHAPES.map((shape) => ({
		shape,
		...simulate(schedule, { shapes: [shape], count: COUNT, ...about }),
	}));

/**
 * Where, if anywhere, a curve of this node does not lie below another's.
 *
 * @returns in words, one for each pair of curves
 */
export function crossings(all: Curve[]): string[] {
	const found = [];
	for (const ours of all.filter(({ isOurs }) => isOurs)) {
		for (const other of all.filter(({ isOurs }) => !isOurs)) {
			for (const delay of ['meanDelayS', 'medianDelayS'] as const) {
				const above = range(FEWEST_CHECKS, MOST_CHECKS, 60).filter(
					(checks) => !(delayAt(ours, checks, delay) < delayAt(other, checks, delay)),
				);
				if (above.length === 0) continue;
				const at = [above[0], above.at(-1)!].map((checks) => checks.toFixed(1)).join('–');
				found.push(`"${ours.name}" is not below "${other.name}" at ${at} status checks (${delay})`);
			}
		}
	}
	return found;
}

/** The delay where a curve has this many status checks, between its points. */
function delayAt({ points }: Curve, checks: number, delay: 'meanDelayS' | 'medianDelayS') {
	const after = points.findIndex((point) => point.questions <= checks);
	if (after < 1) return NaN;
	const [a, b] = [points[after - 1], points[after]];
	const part = (a.questions - checks) / (a.questions - b.questions);
	return a[delay] + part * (b[delay] - a[delay]);
}
