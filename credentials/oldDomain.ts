import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { serviceAddress } from './serviceAddress';
import { apiStyleOf } from './services';

/** The domains of workspaces, and the older domain of the same vendor and region, which takes their keys, too. */
const OLD_DOMAINS: Array<[workspace: RegExp, old: string]> = [
	[
		/^https:\/\/[a-z\d-]+\.ap-southeast-1\.maas\.aliyuncs\.com$/,
		'https://dashscope-intl.aliyuncs.com',
	],
	[/^https:\/\/[a-z\d-]+\.cn-beijing\.maas\.aliyuncs\.com$/, 'https://dashscope.aliyuncs.com'],
];

/**
 * The only address besides the chosen one that may get the key: on the domain of a workspace the list of tasks can
 * answer 401, and then it is asked for there (Model Studio, list).
 *
 * @returns `undefined` when the address is no such domain
 * @throws {UserError} when the credential's address cannot be used
 */
export function oldDomainOf(credential: ICredentialDataDecryptedObject): string | undefined {
	if (apiStyleOf(credential) !== 'modelStudio') return undefined;
	const address = serviceAddress(credential);
	return OLD_DOMAINS.find(([workspace]) => workspace.test(address))?.[1];
}
