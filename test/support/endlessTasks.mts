import type { SimulatorSettings } from '../../simulator/index.mts';
import type { Workbench } from './workbench.mts';

/** Longer than any test waits. */
export const NEVER_MS = 600_000;

/** A service whose tasks do not end before {@link finish}. It ignores the Idempotency-Key: that shows what the node itself remembers. */
export const NOTHING_ENDS: Partial<SimulatorSettings> = {
	outcome: 'completed',
	taskTimeMs: NEVER_MS,
	pendingTimeMs: 0,
	submitTimeMs: 0,
	honoursIdempotencyKey: false,
	modelStudioSubmitsPerSecond: 0,
	balanceUsd: 1e6,
};

/** All tasks are done from now on, also those that are running. */
export function finish({ simulator }: Workbench): void {
	simulator.settings.taskTimeMs = 0;
	simulator.finishTasks();
}
