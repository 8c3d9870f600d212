import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { CREDENTIAL_TYPE } from '../../../n8n/server/examples.mts';
import { credentialFor, Instance } from '../../support/realN8n/instance.mts';

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
	// n8n 1 has words of its own for a status code.
	expect(message).toMatch(/Check Service and Base URL|could not be found/);
});
