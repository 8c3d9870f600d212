import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { idempotencyKey } from '../request/idempotencyKey';
import { checkCredential } from './checkCredential';
import { editBody } from './editBody';
import { readSettings } from './readSettings';
import { refuseBrokenRules } from './refusal';
import { headerText } from './rules';
import { wholeRunChecked } from './wholeRun';

/** The longest Idempotency-Key (API contract §1). */
const LONGEST_KEY = 191;

/** preSend of Submit Edit: checks every parameter before anything is paid, and sets the final body. */
export async function checkSubmitEdit(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const check = refuseBrokenRules(this, request, async () => {
		await checkCredential(this);
		readSettings(this);
		const options = this.getNodeParameter('options', {}) as IDataObject;
		const body = editBody(request.body as IDataObject, options.metadata);
		const ownKey = headerText(LONGEST_KEY)('Idempotency Key', options.idempotencyKey);
		return {
			...request,
			body,
			headers: { ...request.headers, 'Idempotency-Key': ownKey ?? idempotencyKey(this, body) },
		};
	});
	return await wholeRunChecked(this, check);
}
