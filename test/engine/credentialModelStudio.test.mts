import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { testCredential, type TestResult } from '../../n8n/engine/credentialTest.mts';
import { ERROR_ROWS } from '../../simulator/modelStudio/errorRows.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

async function tried(change: ICredentialDataDecryptedObject = {}): Promise<TestResult> {
	const type = bench.engine.credentialType('wanVideoEditApi');
	return await testCredential(type, { ...bench.credential, apiStyle: 'modelStudio', ...change });
}

async function messageFor(code: string): Promise<string> {
	const { status, message } = ERROR_ROWS.find((row) => row.code === code)!;
	const body = { code, message, request_id: 'one' };
	bench.simulator.addFault({ on: 'policy', action: { kind: 'status', status, body } });
	const result = await tried();
	expect(result.status).toBe('Error');
	return result.message;
}

test('a right key passes, with whatever the documentation has at the end of an address, and costs nothing', async () => {
	const { url } = bench.simulator;
	const endings = ['', '/', '/api/v1', '/api/v1/', '/compatible-mode/v1', '/compatible-mode/v1//'];
	for (const ending of endings) {
		expect(await tried({ baseUrl: `${url}${ending}` })).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
	}
	const asked = bench.simulator.requests.map(({ method, path }) => `${method} ${path}`);
	expect(asked).toEqual(Array(endings.length).fill('GET /api/v1/uploads'));
	expect(bench.simulator.ledger.billed).toBe(0);
});

test('a wrong key: the message names the region, other kinds of keys, and what the service says', async () => {
	const { status, message } = await tried({ apiKey: 'sk-of-another-region' });
	expect(status).toBe('Error');
	expect(message).toContain('The service does not accept this API key. Check that it was copied');
	expect(message).toContain('Key and address must be of the same region');
	expect(message).toContain('Coding Plan');
	expect(message).toContain('InvalidApiKey');
	expect(message).not.toContain('sk-of-another-region');
});

describe('what is wrong with the account, and what to do', () => {
	test.each([
		['Arrearage', 'The API key is right, but the balance is used up.', 'Top up'],
		['PrepaidBillOverdue', 'an unpaid bill', 'Settle it'],
		['PostpaidBillOverdue', 'an unpaid bill', 'Settle it'],
		['CommodityNotPurchased', 'no way to pay', 'Settle it'],
		['AllocationQuota.FreeTierOnly', 'the quota of the account is used up', 'allow paid use'],
		['Throttling.AllocationQuota', 'the quota of the account is used up', 'Get more'],
		['Model.AccessDenied', 'may not use the model yet', 'Activate Wan2.7-VideoEdit'],
		['Workspace.AccessDenied', 'known but not allowed', 'Check its models'],
		['AccessDenied', 'known but not allowed', 'Check its models'],
		['ModelNotFound', 'model or the workspace does not exist', 'region of the API key'],
		['WorkSpaceNotFound', 'model or the workspace does not exist', 'in Base URL'],
		['Throttling.RateQuota', 'too many requests', 'Try again in a minute'],
		['InternalError', 'The service failed', 'Try again in a minute'],
	])('%s', async (code, wrong, next) => {
		const message = await messageFor(code);
		expect(message).toContain(wrong);
		expect(message).toContain(code);
		expect(message.slice(message.indexOf(code))).toContain(next);
	});

	test('no error of the service leaves the key right, or the person without its words', async () => {
		for (const { code, message: words } of ERROR_ROWS) {
			const message = await messageFor(code);
			expect(message).toContain(words.replace(/\.$/, ''));
		}
	});
});

describe('what is at the address is another API', () => {
	const NOT_THE_API = 'but not the Wan video API. Check Service and Base URL. API Style must be';

	test('the one of the other style', async () => {
		bench.simulator.addFault({ on: 'policy', action: { kind: 'status', status: 404, body: {} } });
		expect((await tried()).message).toContain(NOT_THE_API);
		bench.simulator.addFault({ on: 'balance', action: { kind: 'status', status: 404 } });
		expect((await tried({ apiStyle: 'apimart' })).message).toContain(NOT_THE_API);
	});

	test('a web page', async () => {
		bench.simulator.addFault({ on: 'policy', action: { kind: 'html', status: 200 } });
		expect((await tried()).message).toContain(NOT_THE_API);
	});

	test('other JSON', async () => {
		const body = { success: false, message: 'Token Not Found' };
		bench.simulator.addFault({ on: 'policy', action: { kind: 'json', body } });
		expect((await tried()).message).toContain(NOT_THE_API);
	});

	test('a redirect, which is not followed', async () => {
		const to = `${bench.simulator.filesUrl}/api/v1/uploads`;
		bench.simulator.addFault({ on: 'policy', action: { kind: 'redirect', to } });
		const { message } = await tried();
		expect(message).toContain(NOT_THE_API);
		expect(message).toContain('enter its final address');
		expect(bench.simulator.requests.filter(({ listener }) => listener === 'files')).toEqual([]);
	});
});

test('the key is not in the message, whoever shows it', async () => {
	const { apiKey } = bench.simulator;
	for (const status of [400, 401, 403, 500]) {
		const body = { code: 'Odd', message: `header Bearer ${apiKey}, ${encodeURIComponent(apiKey)}` };
		bench.simulator.addFault({ on: 'policy', action: { kind: 'status', status, body } });
		const { message } = await tried();
		expect(message).toContain('header Bearer ***');
		expect(message).not.toContain(apiKey);
	}
});
