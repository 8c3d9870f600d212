import {
	automatic,
	backoff,
	fixed,
	type Schedule,
} from '../../../test/support/polling/schedules.mts';
import { simulate, type Outcome, type Tasks } from '../../../test/support/polling/simulate.mts';
import { HONEST, NONE, SHAPES, type ShapeName } from '../../../test/support/polling/tasks.mts';

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
	tasks: number,
): Curve => ({
	name,
	isOurs,
	points: schedules.map((schedule) => ({
		schedule: schedule.name,
		...simulate(schedule, { shapes, count: tasks }),
	})),
});

/**
 * Ours for several kinds of progress, which the others ignore.
 *
 * @param tasks for each point
 */
export function curves(tasks: number): Curve[] {
	const ours = range(0.5, 60, 40).map(automatic);
	const others = {
		'Fixed interval': range(1.5, 60, 40).map(fixed),
		'Backoff, × 1.5 up to six times the first': range(0.3, 20, 40).map((firstS) =>
			backoff(firstS, 6 * firstS),
		),
	};
	return [
		curve('Automatic, honest progress', ours, [HONEST], true, tasks),
		curve('Automatic, all kinds of progress', ours, ALL_SHAPES, true, tasks),
		curve('Automatic, no progress', ours, [NONE], true, tasks),
		...Object.entries(others).map(([name, all]) => curve(name, all, [HONEST], false, tasks)),
	];
}

const OTHERS: Schedule[] = [...[2, 3, 5, 10, 15, 20].map(fixed), backoff(5, 30)];

/** What others do. */
export const othersPoints = (tasks: number): Point[] =>
	OTHERS.map((schedule) => ({
		schedule: schedule.name,
		...simulate(schedule, { shapes: [HONEST], count: tasks }),
	}));

/** How a schedule does with each kind of progress. */
export const byShape = (schedule: Schedule, tasks: number, about: Pick<Tasks, 'takesS'> = {}) =>
	ALL_SHAPES.map((shape) => ({
		shape,
		...simulate(schedule, { shapes: [shape], count: tasks, ...about }),
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
