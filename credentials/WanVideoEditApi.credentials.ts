import {
	UserError,
	type IAuthenticate,
	type ICredentialTestRequest,
	type ICredentialType,
	type Icon,
	type INodeProperties,
} from 'n8n-workflow';

import { bearerKey } from './bearerKey';
import { CUSTOM_SERVICE, serviceAddress } from './serviceAddress';

const WRONG_KEY =
	'The service does not accept this API key. Check that it was copied whole and that it belongs to the chosen service: a key of one service does not work at another.';
const USED_UP = 'The API key is right, but the balance is used up. Top up at the service.';
const WRONG_ADDRESS =
	'Something answers at this address, but not the Wan video API. Check Service and Base URL.';

export class WanVideoEditApi implements ICredentialType {
	name = 'wanVideoEditApi';

	displayName = 'Wan Video Edit API';

	icon: Icon = {
		light: 'file:../nodes/WanVideoEdit/wanVideoEdit.svg',
		dark: 'file:../nodes/WanVideoEdit/wanVideoEdit.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-wan-videoedit/n8n-nodes-wan-videoedit#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Service',
			name: 'service',
			type: 'options',
			options: [
				{ name: 'APIMart', value: 'https://api.apimart.ai' },
				{ name: 'GCCAI', value: 'https://gccai.heqingsong.uk' },
				{ name: 'Other', value: CUSTOM_SERVICE },
			],
			default: 'https://api.apimart.ai',
			description: 'The service that your API key belongs to',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://api.example.com',
			description: 'The address of another service that offers the same API',
			displayOptions: { show: { service: [CUSTOM_SERVICE] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The key that the service shows on its API key page',
		},
	];

	/** Adds the key, and refuses any address but the chosen service's: the key goes nowhere else. */
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const address = serviceAddress(credentials);
		// n8n's HTTP Request node still says uri where everything else says url.
		const { url, uri = url } = requestOptions as typeof requestOptions & { uri?: string };
		if (new URL(uri, address).origin !== new URL(address).origin) {
			throw new UserError('This credential sends its API key only to the chosen service', {
				description: `Use a path of ${address}, or choose the right service in the credential.`,
			});
		}
		return {
			...requestOptions,
			baseURL: address,
			sendCredentialsOnCrossOriginRedirect: false,
			headers: { ...requestOptions.headers, Authorization: `Bearer ${bearerKey(credentials)}` },
		};
	};

	/**
	 * Asks for the balance, which costs nothing (API §5). n8n compares single fields only:
	 * a used-up balance is 0, an unlimited one -1.
	 */
	test: ICredentialTestRequest = {
		request: { method: 'GET', url: '/v1/balance', json: true, disableFollowRedirect: true },
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: WRONG_KEY } },
			{ type: 'responseCode', properties: { value: 402, message: USED_UP } },
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The API key is known but not allowed here. Check its models, IP addresses and quota at the service.',
				},
			},
			...[301, 302, 307, 308, 404, 405].map((value) => ({
				type: 'responseCode' as const,
				properties: { value, message: WRONG_ADDRESS },
			})),
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'message',
					value: 'Token Not Found',
					message: `The service says "Token Not Found". ${WRONG_KEY}`,
				},
			},
			{
				type: 'responseSuccessBody',
				properties: { key: 'success', value: false, message: WRONG_KEY },
			},
			{
				type: 'responseSuccessBody',
				properties: { key: 'success', value: undefined, message: WRONG_ADDRESS },
			},
			{
				type: 'responseSuccessBody',
				properties: { key: 'remain_balance', value: 0, message: USED_UP },
			},
		] as ICredentialTestRequest['rules'],
	};
}
