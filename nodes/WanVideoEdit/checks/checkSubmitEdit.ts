import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { keyForgotten } from '../errors/messagesOfSubmit';
import { nodeError } from '../errors/nodeError';
import { endCall, keyOf, openPurchase } from '../purchase/purchase';
import { isKeyForgotten } from '../purchase/purchaseBook';
import { taskQuestion } from '../request/taskQuestion';
import { checkCredential } from './checkCredential';
import { editBody } from './editBody';
import { readSettings } from './readSettings';
import { refuseBrokenRules } from './refusal';
import { wholeRunChecked } from './wholeRun';

/** A submit that the service has not taken by then may still have been taken. */
const SUBMIT_TIMEOUT_MS = 120_000;

/**
 * preSend of Submit Edit: checks every parameter before anything is paid, and sets the final request:
 * the submit, or the question for the task that an earlier try has bought.
 */
export async function checkSubmitEdit(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const check = refuseBrokenRules(this, request, async () => {
		const service = await checkCredential(this);
		const { language, ownKey } = readSettings(this);
		const options = this.getNodeParameter('options', {}) as IDataObject;
		const body = editBody(request.body as IDataObject, options.metadata);

		// The address of the callback may name the execution, which is another one at a retry.
		const purchase = openPurchase(this, { service, edit: { ...body, webhook: undefined } }, ownKey);
		if (purchase.taskId !== undefined) {
			return { ...request, ...taskQuestion(purchase.taskId, language), body: undefined };
		}
		if (isKeyForgotten(purchase, Date.now())) {
			endCall(this, false);
			throw await nodeError(this, keyForgotten());
		}
		return {
			...request,
			encoding: 'stream',
			timeout: ownTimeout(this) ?? SUBMIT_TIMEOUT_MS,
			body,
			headers: { ...request.headers, 'Idempotency-Key': keyOf(this) },
		};
	});
	return await wholeRunChecked(this, check);
}

/** The Timeout that the user added to the requests of the node, in ms. */
function ownTimeout(context: IExecuteSingleFunctions): number | undefined {
	const { timeout } = context.getNodeParameter('requestOptions', {}) as { timeout?: number };
	return timeout || undefined;
}
