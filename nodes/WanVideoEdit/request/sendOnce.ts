import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { refusalOf } from '../checks/refusal';
import { stoppedBeforeSubmit, stoppedInSubmit, submitUnanswered } from '../errors/messagesOfSubmit';
import { unexpected } from '../errors/messagesOfTask';
import { asNodeError, errorRow, nodeError } from '../errors/nodeError';
import { acceptedTask } from '../task/acceptedTask';
import { networkFault } from './networkFault';

/**
 * Sends a submit, once: it costs money, so whether it can be repeated is for a person to say. n8n has
 * no other place where a node can word the failure of its routed request than "pagination".
 */
export async function sendOnce(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	try {
		const refusal = refusalOf(requestData.options);
		if (refusal) return [errorRow(this, refusal)];
		if (this.getExecutionCancelSignal()?.aborted)
			throw await nodeError(this, stoppedBeforeSubmit());
		return await this.makeRoutingRequest(requestData);
	} catch (error) {
		const failure = await asNodeError(this, error, () => {
			const id = acceptedTask(this);
			const fault = networkFault(error);
			if (id !== undefined) return unexpected(id, fault.reason);
			return this.getExecutionCancelSignal()?.aborted ? stoppedInSubmit() : submitUnanswered(fault);
		});
		if (!this.continueOnFail()) throw failure;
		return [errorRow(this, failure)];
	}
}
