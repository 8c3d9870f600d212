import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The value of Service that says "the address is in Base URL". */
export const CUSTOM_SERVICE = 'custom';

/** An API that services offer. */
export interface Api {
	/** As the editor shows it where its address is entered. */
	name: string;
	description: string;
	/** What addresses in its documentation end with, and the paths of the API begin with or do not need. */
	endings: string[];
	/** Where keys are made, and what they look like, where the address is entered. `{pages}` are those of its listed services. */
	aboutKeys: string;
}

/** All of them, in the order of the editor, by the value that a saved credential holds. */
export const API_STYLES = {
	modelStudio: {
		name: 'Alibaba Cloud Model Studio',
		description:
			"For a workspace's own domain, e.g. https://your-workspace.ap-southeast-1.maas.aliyuncs.com",
		endings: ['/compatible-mode/v1', '/api/v1'],
		aboutKeys:
			'Keys begin with sk- and are made at {pages}, under API Key. They must be of the same region as the Base URL.',
	},
	apimart: {
		name: 'APIMart',
		description: 'For other services that offer the same API as APIMart',
		endings: ['/v1'],
		aboutKeys:
			'Keys are made at the service, usually under API keys or tokens. A key of one service does not work at another.',
	},
} satisfies Record<string, Api>;

/** The value of API Style that a saved credential holds. */
export type ApiStyle = keyof typeof API_STYLES;

/** That of services which nothing is known about. */
export const DEFAULT_API_STYLE: ApiStyle = 'apimart';

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
	const style = service === CUSTOM_SERVICE ? apiStyle : listedService(credential)?.style;
	return isApiStyle(style) ? style : DEFAULT_API_STYLE;
}

const isApiStyle = (style: unknown): style is ApiStyle =>
	typeof style === 'string' && Object.hasOwn(API_STYLES, style);
