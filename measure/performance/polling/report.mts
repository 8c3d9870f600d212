import { table } from '../../tables.mts';
import { FEWEST_CHECKS, MOST_CHECKS, type Point } from './curves.mts';
import type { Polling } from './measure.mts';

/** The part of docs/measured/performance.md about status checks and delay. */
export function report({ tasks, usual, threeMinutes, others, crossings }: Polling): string {
	return `## Status checks against delay

Simulated tasks of 1–5 minutes, ${tasks} for each figure and the same ones for every schedule. The delay is the time
from the end of a task to the answer that reports it. Answers arrive at once here; real ones take additional time.

![Status checks per task against delay, for this node, fixed intervals and backoff](../images/polling.svg)

Each line is a schedule, moved along the one value that tunes it. The dots are what other nodes do, and this node with its
default.
${
	crossings.length === 0
		? `From ${FEWEST_CHECKS} to ${MOST_CHECKS} status checks per task, every line of this node is below every other.`
		: `${crossings.join('. ')}.`
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
	others.map((point) => [point.schedule, point.questions.toFixed(1), ...delays(point)]),
)}`;
}

const delays = (outcome: Omit<Point, 'schedule'>) =>
	[outcome.medianDelayS, outcome.meanDelayS, outcome.longDelayS].map(seconds);

export const seconds = (value: number) => `${value.toFixed(1)} s`;
