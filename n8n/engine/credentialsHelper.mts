import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type IRequestOptionsSimplified,
} from 'n8n-workflow';

/**
 * Holds one credential in memory, where n8n's server has a database, and lets the credential type
 * authenticate requests as the server does.
 */
export class CredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly typeOf: (name: string) => ICredentialType,
		private readonly data: ICredentialDataDecryptedObject,
	) {
		super();
	}

	getParentTypes = () => [];

	isCredentialUsableByNode = () => true;

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeOf(typeName);
		if (typeof authenticate !== 'function') {
			throw new Error(`The credential type ${typeName} has no authenticate function`);
		}
		return await authenticate(credentials, requestOptions as IHttpRequestOptions);
	}

	preAuthentication = async () => await Promise.resolve(undefined);

	runPreAuthentication = async () => await Promise.resolve(undefined);

	getDecrypted = async () => await Promise.resolve(this.data);

	getCredentialsProperties = (typeName: string): INodeProperties[] =>
		this.typeOf(typeName).properties;

	getCredentials = (): Promise<ICredentials> => unavailable('stored credentials');

	updateCredentials = () => unavailable('stored credentials');

	updateCredentialsOauthTokenData = () => unavailable('OAuth tokens');
}

const unavailable = async (what: string): Promise<never> =>
	await Promise.reject(new Error(`The engine without a server has no ${what}`));
