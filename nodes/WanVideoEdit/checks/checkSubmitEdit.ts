import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { keyForgotten } from '../errors/messagesOfSubmit';
import { nodeError } from '../errors/nodeError';
import { keyOf, openPurchase } from '../purchase/purchase';
import { isKeyForgotten } from '../purchase/purchaseBook';
import { asQuestion } from '../request/taskQuestion';
import { readImageFiles } from '../source/imageFiles';
import { lookBeforePaying } from '../source/lookBeforePaying';
import { checkReachable, temporaryLink } from '../source/temporaryLink';
import { readVideoFile } from '../source/videoFile';
import { checkCredential } from './checkCredential';
import { editBody } from './editBody';
import { readSettings } from './readSettings';
import { refuseBrokenRules } from './refusal';
import { sources } from './sources';
import { wholeRunChecked } from './wholeRun';

/** A submit that the service has not taken by then may still have been taken. */
const SUBMIT_TIMEOUT_MS = 120_000;

/**
 * preSend of Submit Edit: checks every parameter before anything is paid, and sets the final request:
 * the submit, or the question for the task that an earlier attempt has bought.
 */
export async function checkSubmitEdit(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const check = refuseBrokenRules(this, request, async () => {
		const service = await checkCredential(this);
		const { language, ownKey, waits } = readSettings(this);
		const options = this.getNodeParameter('options', {}) as IDataObject;
		const { videoField, imageFields, looks } = sources({
			videoSource: this.getNodeParameter('videoSource', 'url'),
			binaryPropertyName: this.getNodeParameter('binaryPropertyName', ''),
			options,
		});
		const body = editBody(request.body as IDataObject, options.metadata, {
			video: videoField !== undefined,
			images: imageFields.length,
		});
		const video =
			videoField === undefined ? undefined : await readVideoFile(this, videoField, looks);
		const images = await readImageFiles(this, imageFields);

		// A file is the same under another link, and the address of the callback may name the execution.
		const edit = { ...body, webhook: undefined };
		const files = [video, ...images].flatMap((file) => file?.hash ?? []);
		const purchase = openPurchase(
			this,
			{ service, edit, ...(files.length > 0 && { files }) },
			ownKey,
		);
		if (purchase.taskId !== undefined) {
			return asQuestion(request, purchase.taskId, language);
		}
		if (isKeyForgotten(purchase, Date.now())) throw await nodeError(this, keyForgotten());

		// What may be bought already is not judged again: only its repetition leads back to it.
		const isLookedAt = looks && purchase.unansweredSinceMs === undefined;
		if (isLookedAt) await lookBeforePaying(this, service, body, video);
		if (video) {
			const link = await temporaryLink(this, video, waits);
			if (isLookedAt) await checkReachable(this, link, service);
			body.video_urls = [link];
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
