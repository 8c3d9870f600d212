import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The value of Service that says "the address is in Base URL". */
export const CUSTOM_SERVICE = 'custom';

/** The APIs that services offer. */
export type ApiStyle = 'apimart' | 'modelStudio';

/** A service that a credential can choose. */
export interface ListedService {
	/** As the editor shows it. */
	name: string;
	/** Where its API is: the value that a saved credential holds. */
	address: string;
	style: ApiStyle;
	/** Where its keys are made. */
	keyPage: string;
	/** Where on that page, which `{page}` stands for, and what they look like. */
	aboutKeys: string;
}

/** All of them, in the order of the editor. */
export const SERVICES: ListedService[] = [
	{
		name: 'Alibaba Cloud Model Studio (Beijing)',
		address: 'https://dashscope.aliyuncs.com',
		style: 'modelStudio',
		keyPage: 'https://bailian.console.aliyun.com',
		aboutKeys: keysOfRegion('Beijing'),
	},
	{
		name: 'Alibaba Cloud Model Studio (Singapore)',
		address: 'https://dashscope-intl.aliyuncs.com',
		style: 'modelStudio',
		keyPage: 'https://modelstudio.console.alibabacloud.com',
		aboutKeys: keysOfRegion('Singapore'),
	},
	{
		name: 'APIMart',
		address: 'https://api.apimart.ai',
		style: 'apimart',
		keyPage: 'https://apimart.ai/keys',
		aboutKeys: 'Keys begin with sk- and are made at {page}.',
	},
	{
		name: 'GCCAI',
		address: 'https://gccai.heqingsong.uk',
		style: 'apimart',
		keyPage: 'https://gccai.heqingsong.uk',
		aboutKeys: 'Keys usually begin with sk- and are made at {page}, under API keys.',
	},
];

function keysOfRegion(region: string): string {
	return `Keys begin with sk- and are made at {page}, under API Key, with the region ${region} chosen at the top right. Keys of another region, and those of a Coding Plan (sk-sp-…), do not work here.`;
}

/** The service of the list that a credential has chosen; `undefined` for any other. */
export const listedService = ({
	service,
}: ICredentialDataDecryptedObject): ListedService | undefined =>
	SERVICES.find(({ address }) => address === service);

/** Which API the service of a credential offers. */
export function apiStyleOf(credential: ICredentialDataDecryptedObject): ApiStyle {
	const { service, apiStyle } = credential;
	if (service === CUSTOM_SERVICE) return apiStyle === 'modelStudio' ? apiStyle : 'apimart';
	return listedService(credential)?.style ?? 'apimart';
}
