import { expect, test } from '@jest/globals';
import { NodeHelpers, type INodeParameters } from 'n8n-workflow';

import { apiStyleOf, SERVICES } from '../../../credentials/services';
import { WanVideoEditApi } from '../../../credentials/WanVideoEditApi.credentials';

const { properties } = new WanVideoEditApi();

/** The fields that the editor shows, in their order. */
const shown = (values: INodeParameters) =>
	properties.filter((field) => NodeHelpers.displayParameter(values, field, null, null));
const names = (values: INodeParameters) => shown(values).map(({ name }) => name);
/** With every service. */
const prices = ['price720p', 'price1080p'];
const notice = (values: INodeParameters) =>
	shown(values).find(({ type }) => type === 'notice')!.displayName;

test.each(SERVICES)(
	'$name: one line on where its keys are made, the key, and what is paid',
	(service) => {
		const values = { service: service.address, apiStyle: 'apimart' };
		expect(names(values)).toEqual(['service', 'keyNotice', 'apiKey', ...prices]);
		expect(notice(values)).toContain(`href="${service.keyPage}"`);
		expect(notice(values)).toMatch(/^Keys (usually )?begin with sk- and are made at <a /);
	},
);

test('Other: address and style as well, and a line that fits the style', () => {
	for (const apiStyle of ['apimart', 'modelStudio']) {
		const values = { service: 'custom', apiStyle };
		expect(names(values)).toEqual([
			'service',
			'baseUrl',
			'apiStyle',
			'keyNotice',
			'apiKey',
			...prices,
		]);
	}
	expect(notice({ service: 'custom', apiStyle: 'modelStudio' })).toMatch(/Beijing.*Singapore/);
	expect(notice({ service: 'custom', apiStyle: 'apimart' })).not.toContain('Singapore');
});

test.each([
	[{ service: 'https://dashscope.aliyuncs.com' }, 'modelStudio'],
	[{ service: 'https://dashscope-intl.aliyuncs.com', apiStyle: 'apimart' }, 'modelStudio'],
	[{ service: 'https://api.apimart.ai', apiStyle: 'modelStudio' }, 'apimart'],
	[{ service: 'https://gccai.heqingsong.uk' }, 'apimart'],
	[{ service: 'custom' }, 'apimart'],
	[{ service: 'custom', apiStyle: 'modelStudio' }, 'modelStudio'],
	[{}, 'apimart'],
])('the API of %o is %s', (credential, style) => {
	expect(apiStyleOf(credential)).toBe(style);
});
