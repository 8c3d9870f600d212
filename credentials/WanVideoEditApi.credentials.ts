import {
	UserError,
	type IAuthenticate,
	type ICredentialType,
	type Icon,
	type INodeProperties,
} from 'n8n-workflow';

import { PRICE_FIELDS } from './accountPrices';
import { bearerKey } from './bearerKey';
import { keyNotices } from './keyNotices';
import { oldDomainOf } from './oldDomain';
import { serviceAddress } from './serviceAddress';
import { API_STYLES, CUSTOM_SERVICE, DEFAULT_API_STYLE, SERVICES } from './services';

/** Tested by the node, since what is asked and what an answer means differs from service to service. */
export class WanVideoEditApi implements ICredentialType {
	name = 'wanVideoEditApi';

	displayName = 'Wan Video Edit API';

	icon: Icon = {
		light: 'file:../nodes/WanVideoEdit/wanVideoEdit.svg',
		dark: 'file:../nodes/WanVideoEdit/wanVideoEdit.dark.svg',
	};

	documentationUrl = 'https://www.alibabacloud.com/help/en/model-studio/get-api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'Service',
			name: 'service',
			type: 'options',
			options: [
				...SERVICES.map(({ name, address }) => ({ name, value: address })),
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
			description:
				'The address of another service that offers one of these APIs, or of your own workspace at Alibaba Cloud Model Studio',
			displayOptions: { show: { service: [CUSTOM_SERVICE] } },
		},
		{
			displayName: 'API Style',
			name: 'apiStyle',
			type: 'options',
			options: Object.entries(API_STYLES).map(([value, { name, description }]) => ({
				name,
				value,
				description,
			})),
			default: DEFAULT_API_STYLE,
			description: 'Which API is at the Base URL',
			displayOptions: { show: { service: [CUSTOM_SERVICE] } },
		},
		...keyNotices,
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The key that the service shows on its API key page',
		},
		...Object.entries(PRICE_FIELDS).map(
			([resolution, field]): INodeProperties => ({
				...field,
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description: `What this account pays for a second of video in ${resolution}, in US dollars. Estimate Edit and Cost Limit count with it. With 0, they count with the list price of the service, if it is known.`,
				hint: '0 = not known',
			}),
		),
	];

	/**
	 * Adds the key, and refuses any address but the chosen service's: the key goes nowhere else. The one exception
	 * is the older domain of a workspace's own one.
	 */
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const address = serviceAddress(credentials);
		// n8n's HTTP Request node still says uri where everything else says url.
		const { url, uri = url } = requestOptions as typeof requestOptions & { uri?: string };
		const { origin } = new URL(uri, address);
		const allowed = [address, oldDomainOf(credentials) ?? address];
		const baseURL = allowed.find((one) => new URL(one).origin === origin);
		if (baseURL === undefined) {
			throw new UserError('This credential sends its API key only to the chosen service', {
				description: `Use a path of ${address}, or choose the right service in the credential.`,
			});
		}
		return {
			...requestOptions,
			baseURL,
			sendCredentialsOnCrossOriginRedirect: false,
			headers: { ...requestOptions.headers, Authorization: `Bearer ${bearerKey(credentials)}` },
		};
	};
}
