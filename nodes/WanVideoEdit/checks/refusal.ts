import type { IExecuteSingleFunctions, IHttpRequestOptions, NodeApiError } from 'n8n-workflow';

import { brokenRule } from '../errors/messagesOfSubmit';
import { asNodeError } from '../errors/nodeError';
import { endCall } from '../purchase/purchase';

const refusals = new WeakMap<object, NodeApiError>();

/**
 * Runs the checks of a preSend. A broken rule is thrown, and with it n8n sends nothing. Under "On
 * Error: Continue" it is kept with the request instead, for {@link refusalOf}: an error that leaves a
 * preSend becomes a row without `pairedItem`, which n8n cannot trace back to its input.
 */
export async function refuseBrokenRules(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	check: () => Promise<IHttpRequestOptions>,
): Promise<IHttpRequestOptions> {
	try {
		return await check();
	} catch (error) {
		const refusal = await asNodeError(context, error, brokenRule);
		endCall(context, false);
		if (!context.continueOnFail()) throw refusal;
		refusals.set(request, refusal);
		return request;
	}
}

/** The error for which a request must not be sent. */
export const refusalOf = (request: object) => refusals.get(request);
