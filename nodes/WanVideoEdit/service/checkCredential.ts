import type { ICredentialDataDecryptedObject, ICredentialTestFunctions } from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { serviceAddress } from '../../../credentials/serviceAddress';
import { sendInCredentialTest } from '../n8n/sendInCredentialTest';
import { TIMEOUTS_MS } from '../shared/policies';
import type { Fault } from './fault';
import { networkFault } from './networkFault';
import { readBody, TOO_LONG } from './readBody';
import type { Answer } from './exchange';
import { serviceOf } from './services';

/**
 * Asks the chosen service whether it takes the credential, which costs nothing. The key goes to its address only.
 *
 * @returns what is wrong, or `undefined`
 * @throws {UserError} when the credential's address or key cannot be used
 */
export async function checkCredential(
	context: ICredentialTestFunctions,
	credential: ICredentialDataDecryptedObject,
): Promise<Fault | undefined> {
	const address = serviceAddress(credential);
	const key = bearerKey(credential);
	const { request, read } = serviceOf(credential).credentialCheck;
	const headers = { ...request.headers, Authorization: `Bearer ${key}` };
	return read(await answerTo(context, { ...request, headers, url: `${address}${request.url}` }));
}

async function answerTo(
	context: ICredentialTestFunctions,
	request: Parameters<typeof sendInCredentialTest>[1],
): Promise<Answer> {
	try {
		const answer = await sendInCredentialTest(context, request, TIMEOUTS_MS.credentialCheck);
		const { statusCode, headers, body: stream } = answer;
		const { body, broken } = await readBody(stream, () => stream.destroy());
		// What goes on without an end is another kind of address; what breaks off may be this API.
		const isCut = broken !== undefined && broken !== TOO_LONG && statusCode < 300;
		if (isCut) return { fault: networkFault(new Error(broken)) };
		return { value: { statusCode, headers, body, broken } };
	} catch (error) {
		return { fault: networkFault(error) };
	}
}
