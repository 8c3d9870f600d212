import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import type { Schedule } from './schedules.mts';
import { simulatedTask, type ShapeName } from './tasks.mts';

/** How a schedule did with many tasks. */
export interface Outcome {
	/** Status checks of a task: on average, and at most. */
	questions: number;
	mostQuestions: number;
	/** From done at the service to the answer that says so, in s. */
	meanDelayS: number;
	medianDelayS: number;
	/** Nineteen of twenty are shorter. */
	longDelayS: number;
}

export interface Tasks {
	/** Progress of these shapes, in turns. */
	shapes: ShapeName[];
	/** How many. */
	count: number;
	/** How long each takes, instead of any time from 1 to 5 minutes, in s. */
	takesS?: number;
}

/** Checks tasks by a schedule. The same tasks for every schedule, and the same result every time. */
export function simulate(schedule: Schedule, { shapes, count, ...about }: Tasks): Outcome {
	const questions: number[] = [];
	const delaysS: number[] = [];
	const ofTasks = xoroshiro128plus(1);
	const random = xoroshiro128plus(2);
	for (let number = 0; number < count; number++) {
		const task = simulatedTask(shapes[number % shapes.length], ofTasks, about);
		const ask = schedule.begin(() => uniformFloat64(random));
		let asked = 0;
		let ageS = ask({ ageS: 0 });
		for (asked = 1; ageS < task.takesS; asked++) {
			ageS += ask({ ageS, progress: task.progressAt(ageS) });
		}
		questions.push(asked);
		delaysS.push(ageS - task.takesS);
	}
	delaysS.sort((a, b) => a - b);
	return {
		questions: mean(questions),
		mostQuestions: Math.max(...questions),
		meanDelayS: mean(delaysS),
		medianDelayS: delaysS[Math.floor(count / 2)],
		longDelayS: delaysS[Math.floor(count * 0.95)],
	};
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
