import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { CREDENTIAL_TYPE } from '../../../n8n/server/examples.mts';
import { credentialFor, Instance, itemsOf } from '../../support/realN8n/instance.mts';

let n8n: Instance;
beforeAll(async () => {
	n8n = await Instance.start();
});
afterAll(async () => await n8n.close());

const tested = async (change: Record<string, string>) =>
	await n8n.rest.testCredential(
		CREDENTIAL_TYPE,
		{ ...credentialFor(n8n.simulator), ...change },
		n8n.credential,
	);

test('the right key', async () => {
	expect(await tested({})).toMatchObject({ status: 'OK' });
});

test('a wrong key', async () => {
	const { status, message } = await tested({ apiKey: 'not-the-key' });
	expect(status).toBe('Error');
	expect(message).toContain('does not accept this API key');
});

test('an address that is not this API', async () => {
	const { status, message } = await tested({ baseUrl: n8n.simulator.filesUrl });
	expect(status).toBe('Error');
	expect(message).toContain('Check Service and Base URL');
});

test('the other style of API: a right key, and one of another region', async () => {
	const apiStyle = 'modelStudio';
	const baseUrl = `${n8n.simulator.url}/api/v1`;
	expect(await tested({ apiStyle, baseUrl })).toMatchObject({
		status: 'OK',
		message: 'Connection successful!',
	});
	const { status, message } = await tested({ apiStyle, baseUrl, apiKey: 'sk-of-another-region' });
	expect(status).toBe('Error');
	expect(message).toContain('Key and address must be of the same region');
});

test('an address where nobody is', async () => {
	const { status, message } = await tested({ baseUrl: 'http://127.0.0.1:9' });
	expect(status).toBe('Error');
	expect(message).toContain('127.0.0.1:9 could not be reached: the connection was refused');
});

test('n8n’s HTTP Request uses the credential, and a redirect to another host gets no key', async () => {
	n8n.reset();
	const request = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 };
	const execute = async () => {
		const parameters = {
			url: `${n8n.simulator.url}/v1/balance`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: CREDENTIAL_TYPE,
		};
		return await n8n.execute(parameters, request);
	};
	expect(itemsOf(await execute())[0].json).toMatchObject({ success: true });

	const to = n8n.simulator.sampleUrl;
	n8n.simulator.addFault({ on: 'balance', action: { kind: 'redirect', to } });
	await execute();
	const elsewhere = n8n.simulator.requests.filter(({ listener }) => listener === 'files');
	expect(elsewhere).toHaveLength(1);
	expect(elsewhere[0].headers.authorization).toBeUndefined();
});
