import { describe, expect, test } from '@jest/globals';

import { oldDomainOf } from '../../../credentials/oldDomain';
import { WanVideoEditApi } from '../../../credentials/WanVideoEditApi.credentials';

const SINGAPORE = 'https://dashscope-intl.aliyuncs.com';
const BEIJING = 'https://dashscope.aliyuncs.com';

const workspace = (baseUrl: string, apiStyle = 'modelStudio') => ({
	service: 'custom',
	baseUrl,
	apiStyle,
	apiKey: 'sk-1234567890',
});
const OF_SINGAPORE = workspace('https://llm-1a2b.ap-southeast-1.maas.aliyuncs.com/api/v1');
const OF_BEIJING = workspace('https://llm-1a2b.cn-beijing.maas.aliyuncs.com');

describe('the old domain of a workspace', () => {
	test('is the one of its region', () => {
		expect(oldDomainOf(OF_SINGAPORE)).toBe(SINGAPORE);
		expect(oldDomainOf(OF_BEIJING)).toBe(BEIJING);
	});

	test.each([
		['another region', workspace('https://a.us-east-1.maas.aliyuncs.com')],
		['the region alone', workspace('https://ap-southeast-1.maas.aliyuncs.com')],
		['two labels', workspace('https://a.b.cn-beijing.maas.aliyuncs.com')],
		['a longer name', workspace('https://a.cn-beijing.maas.aliyuncs.com.evil.example')],
		['a name like it', workspace('https://a.cn-beijing.maas.aliyuncs.example')],
		['another port', workspace('https://a.cn-beijing.maas.aliyuncs.com:8443')],
		['a path', workspace('https://a.cn-beijing.maas.aliyuncs.com/proxy')],
		['another host', workspace('https://api.example.com')],
		['the other style', workspace('https://a.cn-beijing.maas.aliyuncs.com', 'apimart')],
		['the old domain', { service: SINGAPORE }],
		['another service', { service: 'https://api.apimart.ai' }],
		['a Base URL that is left over', { ...OF_BEIJING, service: 'https://api.apimart.ai' }],
	])('does not exist for %s', (_what, credential) => {
		expect(oldDomainOf(credential)).toBeUndefined();
	});
});

describe('the key goes', () => {
	const { authenticate } = new WanVideoEditApi();
	const sent = async (credential: typeof OF_BEIJING, url: string, as = 'url') => {
		if (typeof authenticate !== 'function') throw new Error('authenticate is a function');
		return await authenticate(credential, { [as]: url } as { url: string });
	};

	test.each([
		[OF_SINGAPORE, '/api/v1/tasks/', 'https://llm-1a2b.ap-southeast-1.maas.aliyuncs.com'],
		[OF_SINGAPORE, `${SINGAPORE}/api/v1/tasks/`, SINGAPORE],
		[OF_BEIJING, `${BEIJING}/api/v1/tasks/`, BEIJING],
	])('to a workspace and its old domain: example %#', async (credential, url, baseURL) => {
		for (const as of ['url', 'uri']) {
			expect(await sent(credential, url, as)).toMatchObject({
				baseURL,
				headers: { Authorization: 'Bearer sk-1234567890' },
			});
		}
	});

	test.each([
		['of the other region', OF_SINGAPORE, `${BEIJING}/api/v1/tasks/`],
		['without encryption', OF_BEIJING, 'http://dashscope.aliyuncs.com/api/v1/tasks/'],
		['of another workspace', OF_BEIJING, 'https://b.cn-beijing.maas.aliyuncs.com/api/v1/tasks/'],
		['of another service', OF_BEIJING, 'https://api.apimart.ai/v1/balance'],
		[
			'of Model Studio, from another service',
			workspace('https://api.example.com'),
			`${BEIJING}/api/v1/tasks/`,
		],
		[
			'from a workspace of the other style',
			workspace('https://a.cn-beijing.maas.aliyuncs.com', 'apimart'),
			`${BEIJING}/api/v1/tasks/`,
		],
	])('to no domain %s', async (_what, credential, url) => {
		await expect(sent(credential, url)).rejects.toThrow(
			'sends its API key only to the chosen service',
		);
	});
});
