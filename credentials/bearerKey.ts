import { UserError, type ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What a key is made of: visible ASCII, but no quotes, which get copied along with it. */
const KEY = /^[\x21\x23-\x26\x28-\x5f\x61-\x7e]+$/;

/**
 * Gives the API key without what gets copied along with it: spaces, line breaks and "Bearer".
 *
 * @throws {UserError} when there is no key, or one that cannot be sent. The message never shows it.
 */
export function bearerKey({ apiKey }: ICredentialDataDecryptedObject): string {
	const key = String(apiKey ?? '')
		.trim()
		.replace(/^Bearer(\s+|$)/i, '');
	if (key === '') {
		throw new UserError('The credential has no API key', {
			description:
				'Open the Wan Video Edit API credential and paste the key of the chosen service.',
		});
	}
	if (!KEY.test(key)) {
		throw new UserError('The API key of the credential has characters that no key has', {
			description:
				'Copy the key again at the service and paste it into the credential, without spaces or quotes.',
		});
	}
	return key;
}
