import { describe, expect, test } from '@jest/globals';

import { serviceAddress } from '../../../credentials/serviceAddress';

const custom = (baseUrl: string) => serviceAddress({ service: 'custom', baseUrl });

describe('the address of the chosen service', () => {
	test.each(['https://api.apimart.ai', 'https://gccai.heqingsong.uk'])('%s', (service) => {
		expect(serviceAddress({ service, baseUrl: '' })).toBe(service);
	});

	test('does not follow a Base URL that is left over from Other', () => {
		const credential = { service: 'https://api.apimart.ai', baseUrl: 'https://api.example.com' };
		expect(serviceAddress(credential)).toBe('https://api.apimart.ai');
	});
});

describe('Other', () => {
	test.each([
		['https://api.example.com', 'https://api.example.com'],
		['https://api.example.com/', 'https://api.example.com'],
		['https://api.example.com/v1', 'https://api.example.com'],
		['https://api.example.com/v1/', 'https://api.example.com'],
		['https://api.example.com///', 'https://api.example.com'],
		['  https://api.example.com/v1 \n', 'https://api.example.com'],
		['https://api.example.com:8443/v1', 'https://api.example.com:8443'],
		['HTTPS://API.Example.com', 'https://api.example.com'],
		['https://example.com/wan/v1/', 'https://example.com/wan'],
		['https://example.com/wan', 'https://example.com/wan'],
		['https://example.com/v10', 'https://example.com/v10'],
		['https://example.com//v1//', 'https://example.com'],
		[`https://example.com/${'/'.repeat(200_000)}x`, `https://example.com/${'/'.repeat(200_000)}x`],
	])('example %#', (entered, address) => {
		expect(custom(entered)).toBe(address);
	});

	test.each([
		['https://example.com/api/v1', 'https://example.com'],
		['https://example.com/api/v1/', 'https://example.com'],
		['https://example.com/compatible-mode/v1//', 'https://example.com'],
		['https://example.com', 'https://example.com'],
		['https://example.com/', 'https://example.com'],
		['https://example.com/wan/api/v1', 'https://example.com/wan'],
		['https://example.com/myapi/v1', 'https://example.com/myapi/v1'],
		['https://example.com/v1', 'https://example.com/v1'],
	])(
		'what the documentation of Model Studio has at the end is left out: %s',
		(entered, address) => {
			const credential = { service: 'custom', baseUrl: entered, apiStyle: 'modelStudio' };
			expect(serviceAddress(credential)).toBe(address);
		},
	);

	test('but not at a service of the other style', () => {
		expect(custom('https://example.com/api/v1')).toBe('https://example.com/api');
	});

	test.each([
		['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
		['http://127.0.0.1:8787/v1/', 'http://127.0.0.1:8787'],
		['http://127.8.9.10', 'http://127.8.9.10'],
		['http://localhost:8787', 'http://localhost:8787'],
		['http://LOCALHOST', 'http://localhost'],
		['http://[::1]:8787', 'http://[::1]:8787'],
	])('plain http is accepted for the own machine: %s', (entered, address) => {
		expect(custom(entered)).toBe(address);
	});

	test.each([
		'http://api.example.com',
		'http://192.168.0.10:8787',
		'http://10.0.0.1',
		'http://0.0.0.0',
		'http://localhost.example.com',
		'http://127.0.0.1.example.com',
		'http://[2001:db8::1]',
	])('but not for another: %s', (entered) => {
		expect(() => custom(entered)).toThrow(
			'The Base URL of the credential must start with https://',
		);
	});

	test.each([
		'api.example.com',
		'localhost:8787',
		'example',
		'https://',
		'ftp://api.example.com',
		'file:///tmp',
		'https://api.example.com?region=eu',
		'https://api.example.com/#docs',
		'https://api.example.com/?',
		'https://api.example.com/#',
	])('what is no plain address is shown: %s', (entered) => {
		expect(() => custom(entered)).toThrow(
			/^The Base URL of the credential (is not a web address|lacks https:)/,
		);
	});

	test('an address with a user name is refused', () => {
		for (const entered of ['https://me@api.example.com', 'https://me:secret@api.example.com']) {
			expect(() => custom(entered)).toThrow(
				new Error('The Base URL of the credential must not hold a user name or password'),
			);
		}
	});

	test.each<[unknown]>([[''], ['  '], [null], [undefined]])('a missing one: %p', (baseUrl) => {
		const credential = { service: 'custom', baseUrl: baseUrl as string };
		expect(() => serviceAddress(credential)).toThrow('The credential has no Base URL');
	});
});

test.each(['api.example.com', 'api.example.com/v1', 'localhost:8787'])(
	'a missing https:// is named: %s',
	(entered) => {
		expect(() => custom(entered)).toThrow(
			expect.objectContaining({ description: expect.stringContaining('Put https:// in front') }),
		);
	},
);

test('every refusal says what to enter instead', () => {
	for (const entered of ['', 'api.example.com', 'http://api.example.com']) {
		expect(() => custom(entered)).toThrow(
			expect.objectContaining({ description: expect.stringMatching(/https?:\/\//) }),
		);
	}
});
