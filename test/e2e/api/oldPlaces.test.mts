import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Instance, itemsOf } from '../../support/realN8n/instance.mts';

let n8n: Instance;
beforeAll(async () => {
	n8n = await Instance.start();
});
beforeEach(() => n8n.reset());
afterAll(async () => await n8n?.close());

const OLD_PLACES: INodeParameters = {
	simplify: false,
	outputBinaryPropertyName: 'edited',
	options: { audioSetting: 'origin' },
};
const NEW_PLACES: INodeParameters = {
	audioSetting: 'origin',
	options: { simplify: false, outputBinaryPropertyName: 'edited' },
};

test.each([
	['a workflow that was saved with fields in their old places', OLD_PLACES],
	['a new workflow', NEW_PLACES],
])('%s executes with what is set in it', async (_which, parameters) => {
	const [{ json, binary }] = itemsOf(await n8n.execute(parameters));
	expect(json).toHaveProperty('result');
	expect(Object.keys(binary!)).toEqual(['edited']);
	const submit = n8n.simulator.requests.find(({ method }) => method === 'POST');
	expect(submit?.body).toMatchObject({ metadata: { audio_setting: 'origin' } });
});
