import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { refusalOf } from '../checks/refusal';
import { taskId } from '../checks/taskId';
import { stoppedAsking, taskUnreachable } from '../errors/messagesOfTask';
import { asNodeError, errorRow, isNodeError } from '../errors/nodeError';
import { pause } from '../wait/pause';
import { networkFault } from './networkFault';

/** How often Get Task asks when it gets no usable answer, and the pause after the first time. */
const MOST_TRIES = 5;
const FIRST_PAUSE_MS = 1_000;

/** The service answered, but for a passing reason not with the task. */
export class PassingFault extends Error {}

/**
 * Sends the question of Get Task, and again after a passing fault, with growing pauses: a question
 * costs nothing. n8n has no other place to repeat its routed request than "pagination".
 */
export async function askUntilAnswered(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	const refusal = refusalOf(requestData.options);
	if (refusal) return [errorRow(this, refusal)];

	const stop = this.getExecutionCancelSignal();
	for (let tries = 1; ; tries++) {
		try {
			return await this.makeRoutingRequest(requestData);
		} catch (error) {
			const isFinal = isNodeError(error) || tries === MOST_TRIES || stop?.aborted;
			if (!isFinal) {
				await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), stop);
				continue;
			}
			const id = taskId(this.getNodeParameter('taskId'));
			const reason = error instanceof PassingFault ? error.message : networkFault(error).reason;
			const failure = await asNodeError(this, error, () =>
				stop?.aborted ? stoppedAsking(id) : taskUnreachable(id, tries, reason),
			);
			if (!this.continueOnFail()) throw failure;
			return [errorRow(this, failure)];
		}
	}
}
