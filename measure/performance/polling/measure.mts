import { automaticOf } from '../../../test/support/polling/schedules.mts';
import { byShape, crossings, curves, othersPoints, type Curve, type Point } from './curves.mts';

/** This node's schedule as it is when few tasks are waited for. */
export const DEFAULT = automaticOf(1);

const THREE_MINUTES_S = 180;

/** Status checks against delay. */
export interface Polling {
	/** How many are simulated for each figure. */
	tasks: number;
	curves: Curve[];
	/** Where, if anywhere, this node's curves are not below the others, in words. */
	crossings: string[];
	/** The default with each kind of progress, for tasks of any usual length and for those of three minutes. */
	usual: ReturnType<typeof byShape>;
	threeMinutes: ReturnType<typeof byShape>;
	/** What others do. */
	others: Point[];
}

/** @param tasks how many to simulate for each figure */
export function measurePolling(tasks: number): Polling {
	const all = curves(tasks);
	return {
		tasks,
		curves: all,
		crossings: crossings(all),
		usual: byShape(DEFAULT, tasks),
		threeMinutes: byShape(DEFAULT, tasks, { takesS: THREE_MINUTES_S }),
		others: othersPoints(tasks),
	};
}
