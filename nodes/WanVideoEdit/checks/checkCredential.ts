import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { serviceAddress } from '../../../credentials/serviceAddress';

/** @throws {UserError} when the credential's address or key cannot be used */
export async function checkCredential(context: IExecuteSingleFunctions): Promise<void> {
	const credential = await context.getCredentials('wanVideoEditApi');
	serviceAddress(credential);
	bearerKey(credential);
}
