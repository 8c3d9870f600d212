import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { serviceAddress } from '../../../credentials/serviceAddress';

/**
 * @returns the address of the service
 * @throws {UserError} when the credential's address or key cannot be used
 */
export async function checkCredential(context: IExecuteSingleFunctions): Promise<string> {
	const credential = await context.getCredentials('wanVideoEditApi');
	bearerKey(credential);
	return serviceAddress(credential);
}
