import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { testCredential, type TestResult } from '../../n8n/engine/credentialTest.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ balanceUsd: 100, balanceBadKeyStatus: 200, unlimitedQuota: false }));
afterAll(async () => await bench.close());

async function tried(change: ICredentialDataDecryptedObject = {}): Promise<TestResult> {
	const type = bench.engine.credentialType('wanVideoEditApi');
	return await testCredential(type, { ...bench.credential, ...change });
}

test('a right key passes, with or without a trailing / or /v1, and costs nothing', async () => {
	const { url } = bench.simulator;
	for (const baseUrl of [url, `${url}/`, `${url}/v1`, `${url}/v1/`, ` ${url} `]) {
		expect(await tried({ baseUrl })).toEqual({ status: 'OK', message: 'Connection successful!' });
	}
	expect(bench.simulator.requests.map(({ path }) => path)).toEqual(Array(5).fill('/v1/balance'));
	expect(bench.simulator.ledger.billed).toBe(0);
});

test('a key pasted with "Bearer" and spaces is sent as the key alone', async () => {
	expect(await tried({ apiKey: ` Bearer ${bench.simulator.apiKey}\n` })).toMatchObject({
		status: 'OK',
	});
	expect(bench.simulator.requests[0].headers.authorization).toBe(
		`Bearer ${bench.simulator.apiKey}`,
	);
});

test('a wrong key is told by "success: false" with the words of the service', async () => {
	const { status, message } = await tried({ apiKey: 'wrong' });
	expect(status).toBe('Error');
	expect(message).toContain('Token Not Found');
	expect(message).toContain('belongs to the chosen service');
});

test('a wrong key is told by status 401', async () => {
	bench.reset({ balanceBadKeyStatus: 401 });
	expect((await tried({ apiKey: 'wrong' })).message).toContain('does not accept this API key');
});

test.each([402, 403, 404])('status %i is told in words of its own', async (status) => {
	bench.simulator.addFault({ on: 'balance', action: { kind: 'status', status } });
	const { message } = await tried();
	expect(message).toContain(
		{ 402: 'balance is used up', 403: 'not allowed', 404: 'Check Service and Base URL' }[status],
	);
});

test('a used-up balance is told apart from a wrong key', async () => {
	bench.reset({ balanceUsd: 0 });
	expect((await tried()).message).toContain('The API key is right, but the balance is used up');
});

test('an address that is not this API is told', async () => {
	const page = bench.simulator.serveFile('page.html', Buffer.from('<html>hi</html>'), 'text/html');
	expect((await tried({ baseUrl: new URL(page).origin })).message).toContain(
		'Check Service and Base URL',
	);
	bench.simulator.addFault({ on: 'balance', action: { kind: 'html', status: 200 } });
	expect((await tried()).message).toContain('Check Service and Base URL');
});

test('a redirect is not followed, and the key does not go along', async () => {
	const elsewhere = `${bench.simulator.filesUrl}/v1/balance`;
	bench.simulator.addFault({ on: 'balance', action: { kind: 'redirect', to: elsewhere } });
	expect((await tried()).message).toContain('Check Service and Base URL');
	expect(bench.simulator.requests.filter(({ listener }) => listener === 'files')).toEqual([]);
});

test.each([
	[{ baseUrl: '' }, 'The credential has no Base URL'],
	[{ baseUrl: 'example' }, 'not a web address'],
	[{ baseUrl: 'api.example.com/v1' }, 'lacks https:// at the beginning'],
	[{ baseUrl: 'ftp://example.com' }, 'not a web address'],
	[{ baseUrl: 'http://example.com' }, 'must start with https://'],
	[{ apiKey: '' }, 'The credential has no API key'],
	[{ apiKey: 'schlüssel' }, 'characters that no key has'],
])('%o is refused before anything is sent', async (change, message) => {
	const result = await tried(change as ICredentialDataDecryptedObject);
	expect(result.status).toBe('Error');
	expect(result.message).toContain(message);
	expect(bench.simulator.requests).toEqual([]);
});

test('the key is not added to a request that goes anywhere but to the service', async () => {
	const { authenticate } = bench.engine.credentialType('wanVideoEditApi');
	if (typeof authenticate !== 'function') throw new Error('authenticate is a function');
	for (const url of ['https://evil.example/v1/tasks/1', '//evil.example/v1/tasks/1']) {
		await expect(authenticate(bench.credential, { url })).rejects.toThrow(
			'sends its API key only to the chosen service',
		);
	}
	await expect(authenticate(bench.credential, { url: '/v1/tasks/1' })).resolves.toMatchObject({
		baseURL: bench.simulator.url,
		headers: { Authorization: `Bearer ${bench.simulator.apiKey}` },
	});
});
