import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { testCredential } from '../../n8n/engine/credentialTest.mts';
import { startSimulator, type RecordedRequest, type Simulator } from '../../simulator/index.mts';
import { Workbench } from '../support/workbench.mts';

/** A key of one service never reaches the other. */

let bench: Workbench;
let other: Simulator;
beforeAll(async () => {
	bench = await Workbench.start({ apiKey: 'sk-of-the-first-service' });
	other = await startSimulator({ apiKey: 'sk-of-the-other-service', taskTimeMs: 200 });
});
beforeEach(() => {
	bench.reset();
	other.requests.length = 0;
});
afterAll(async () => {
	await bench.close();
	await other.close();
});

/** The credential of the first service, and that of the other one with what is left over from the first. */
const first = () => ({ ...bench.credential, apiStyle: 'apimart' });
const second = () => ({ service: 'custom', baseUrl: other.url, apiKey: other.apiKey });

const keysOf = (requests: RecordedRequest[]) =>
	new Set(requests.flatMap(({ headers }) => headers.authorization ?? []));
const startsOf = (requests: RecordedRequest[]) =>
	new Set(
		requests.flatMap(({ listener, path }) =>
			listener === 'api' ? /^(\/api)?\/v1\//.exec(path)![0] : [],
		),
	);
const check = async (credential: ICredentialDataDecryptedObject) =>
	await testCredential(bench.engine.credentialType('wanVideoEditApi'), credential);

test.each(['apimart', 'modelStudio'])(
	'an edit with another service (%s) tells the first one nothing, and the other way round',
	async (apiStyle) => {
		const options = { credential: { ...second(), apiStyle } };
		const { items, error } = await bench.edit({ videoUrl: other.sampleUrl }, options);
		expect(error).toBeUndefined();
		expect(items[0].binary).toBeDefined();
		expect(keysOf(other.requests)).toEqual(new Set(['Bearer sk-of-the-other-service']));
		expect(startsOf(other.requests).size).toBe(1);
		expect(bench.simulator.requests).toEqual([]);

		other.requests.length = 0;
		expect((await bench.edit({}, { credential: first() })).error).toBeUndefined();
		expect(keysOf(bench.simulator.requests)).toEqual(new Set(['Bearer sk-of-the-first-service']));
		expect(other.requests).toEqual([]);
	},
);

test('the test of a credential asks the chosen service alone, in the chosen style', async () => {
	for (const [apiStyle, start] of [
		['apimart', '/v1/'],
		['modelStudio', '/api/v1/'],
	]) {
		expect(await check({ ...second(), apiStyle })).toMatchObject({ status: 'OK' });
		expect(startsOf(other.requests)).toEqual(new Set([start]));
		other.requests.length = 0;
	}
	expect(bench.simulator.requests).toEqual([]);
});

test('a Base URL and a style that are left over from Other count no more', async () => {
	const credential = { ...first(), service: other.url, apiKey: other.apiKey };
	expect(await check({ ...credential, apiStyle: 'modelStudio' })).toMatchObject({ status: 'OK' });
	expect(startsOf(other.requests)).toEqual(new Set(['/v1/']));
	expect(bench.simulator.requests).toEqual([]);
});
