import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { CUSTOM_SERVICE } from './serviceAddress';

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
}

/** All of them, in the order of the editor. */
export const SERVICES: ListedService[] = [
	{
		name: 'Alibaba Cloud Model Studio (Beijing)',
		address: 'https://dashscope.aliyuncs.com',
		style: 'modelStudio',
		keyPage: 'https://bailian.console.aliyun.com',
	},
	{
		name: 'Alibaba Cloud Model Studio (Singapore)',
		address: 'https://dashscope-intl.aliyuncs.com',
		style: 'modelStudio',
		keyPage: 'https://modelstudio.console.alibabacloud.com',
	},
	{
		name: 'APIMart',
		address: 'https://api.apimart.ai',
		style: 'apimart',
		keyPage: 'https://apimart.ai',
	},
	{
		name: 'GCCAI',
		address: 'https://gccai.heqingsong.uk',
		style: 'apimart',
		keyPage: 'https://gccai.heqingsong.uk',
	},
];

/** Which API the service of a credential offers. */
export function apiStyleOf({ service, apiStyle }: ICredentialDataDecryptedObject): ApiStyle {
	if (service === CUSTOM_SERVICE) return apiStyle === 'modelStudio' ? apiStyle : 'apimart';
	return SERVICES.find(({ address }) => address === service)?.style ?? 'apimart';
}
