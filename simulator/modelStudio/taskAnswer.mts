import { randomUUID } from 'node:crypto';
import { resolutionOf } from '../billing/price.mts';
import { roundUsd as rounded } from '../billing/ledger.mts';
import type { SimulatorSettings } from '../settings.mts';
import { failureText } from '../tasks/failureTexts.mts';
import type { SimulatedTask } from '../tasks/task.mts';
import { timeText } from './clock.mts';
import { failureCode } from './failureCodes.mts';
import { statusWord } from './statusWord.mts';

type Shapes = Pick<SimulatorSettings, 'origPromptShown' | 'isFailureReasonShown' | 'clockOffsetMs'>;

/** What a check says of a task that is not known (any more) (Model Studio, check). */
export function unknownAnswer(id: string): Record<string, unknown> {
	return { request_id: randomUUID(), output: { task_id: id, task_status: 'UNKNOWN' } };
}

/**
 * What a check says of a task (Model Studio, check).
 *
 * @param videoUrl the link to the result, if there is one
 */
export function taskAnswer(
	task: SimulatedTask,
	shapes: Shapes,
	videoUrl: string | undefined,
): Record<string, unknown> {
	const status = statusWord(task);
	if (status === 'UNKNOWN') return unknownAnswer(task.id);
	const output = {
		task_id: task.id,
		task_status: status,
		submit_time: timeText(shapes, task.acceptedAtMs),
		...(task.startedAtMs !== undefined && {
			scheduled_time: timeText(shapes, task.startedAtMs),
		}),
		...(task.finishedAtMs !== undefined && { end_time: timeText(shapes, task.finishedAtMs) }),
		...(isPromptShown(task, shapes) && { orig_prompt: task.body.prompt }),
		...(videoUrl !== undefined && { video_url: videoUrl }),
		...(status === 'FAILED' && shapes.isFailureReasonShown && reasonOf(task)),
	};
	const usage = status === 'SUCCEEDED' ? { usage: usageOf(task) } : {};
	return { request_id: randomUUID(), output, ...usage };
}

function isPromptShown(task: SimulatedTask, { origPromptShown }: Shapes): boolean {
	if (task.body.prompt === undefined || origPromptShown === 'never') return false;
	if (task.state === 'completed') return true;
	return origPromptShown === 'running' && statusWord(task) === 'RUNNING';
}

function reasonOf({ failure = { kind: 'taskFailed' } }: SimulatedTask): Record<string, string> {
	return { code: failureCode(failure), message: failureText(failure, undefined) };
}

function usageOf(task: SimulatedTask): Record<string, number> {
	const { sourceSeconds = 0, outputSeconds = 0 } = task;
	return {
		duration: rounded(sourceSeconds + outputSeconds),
		input_video_duration: sourceSeconds,
		output_video_duration: outputSeconds,
		video_count: 1,
		SR: Number.parseInt(resolutionOf(task.body)),
	};
}
