import { paceOfMs } from '../../../nodes/WanVideoEdit/wait/schedule';
import { table } from '../../tables.mts';
import { byShape, FEWEST_CHECKS, MOST_CHECKS, othersPoints, type Point } from './curves.mts';
import { automatic } from '../../../test/support/polling/schedules.mts';

/** This node's schedule as it is when few tasks are waited for. */
export const DEFAULT = automatic(paceOfMs(1) / 1000);

const THREE_MINUTES_S = 180;

/** The part of docs/measured/performance.md about status checks and delay. */
export function report(found: string[]): string {
	const usual = byShape(DEFAULT);
	const threeMinutes = byShape(DEFAULT, { takesS: THREE_MINUTES_S });
	return `## Status checks against delay

Simulated tasks of 1–5 minutes, thousands for each figure and the same ones for every schedule. The delay is the time
from the end of a task to the answer that reports it. Answers arrive at once here; real ones take additional time.

![Status checks per task against delay, for this node, fixed intervals and backoff](../images/polling.svg)

Each line is a schedule, moved along the one value that tunes it. The dots are what other nodes do, and this node with its
default.
${
	found.length === 0
		? `From ${FEWEST_CHECKS} to ${MOST_CHECKS} status checks per task, every line of this node is below every other.`
		: `${found.join('. ')}.`
}

### The default

What a service may report as progress, honest or not:

${table(
	[
		'Progress',
		'Status checks',
		'Delay: median',
		'mean',
		'95 %',
		'A task of three minutes: status checks, at most',
		'Delay: median',
	],
	usual.map(({ shape, ...all }, number) => [
		shape,
		all.questions.toFixed(1),
		...delays(all),
		`${threeMinutes[number].questions.toFixed(1)}, ${threeMinutes[number].mostQuestions}`,
		seconds(threeMinutes[number].medianDelayS),
	]),
)}

What others do, who ignore progress:

${table(
	['Schedule', 'Status checks', 'Delay: median', 'mean', '95 %'],
	othersPoints().map((point) => [point.schedule, point.questions.toFixed(1), ...delays(point)]),
)}`;
}

const delays = (outcome: Omit<Point, 'schedule'>) =>
	[outcome.medianDelayS, outcome.meanDelayS, outcome.longDelayS].map(seconds);

const seconds = (value: number) => `${value.toFixed(1)} s`;
