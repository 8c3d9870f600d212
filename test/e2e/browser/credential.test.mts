import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Editor } from '../../support/realN8n/editor.mts';
import { credentialFor, Instance, NODE } from '../../support/realN8n/instance.mts';

let n8n: Instance;
let editor: Editor;
beforeAll(async () => {
	n8n = await Instance.start();
	editor = await Editor.signIn(n8n.origin);
});
beforeEach(async () => {
	await editor.openWorkflow(await n8n.workflow({}));
	await editor.openNode(NODE);
	await editor.byId('node-credentials-select').click();
	await editor.byId('node-credentials-select-item-new').click();
	await editor.choose('service', 'Other');
});
afterAll(async () => {
	await editor?.close();
	await n8n?.close();
});

/** Chooses a service, and looks at what the dialog says about its keys. */
test.each([
	['Alibaba Cloud Model Studio (Beijing)', 'bailian.console.aliyun.com'],
	['Alibaba Cloud Model Studio (Singapore)', 'modelstudio.console.alibabacloud.com'],
	['APIMart', 'apimart.ai/keys'],
	['GCCAI', 'gccai.heqingsong.uk'],
])('%s: one line tells where its keys are made', async (service, page) => {
	await editor.choose('service', service);
	const dialog = editor.byId('credential-edit-dialog');
	await dialog.getByRole('link', { name: page }).waitFor();
	expect(await dialog.getByText(/^Keys .* are made at/).count()).toBe(1);
	expect(await editor.parameter('baseUrl').count()).toBe(0);
	expect(await editor.parameter('apiStyle').count()).toBe(0);
	await editor.screenshot(`credential-${page.split('/')[0]}`);
});

test("a workspace's own address: the line follows the style, and the test goes to that API", async () => {
	await editor.choose('apiStyle', 'Alibaba Cloud Model Studio');
	const dialog = editor.byId('credential-edit-dialog');
	await dialog.getByText('They must be of the same region as the Base URL').waitFor();
	n8n.simulator.requests.length = 0;
	await save({ apiKey: 'sk-of-another-region' });
	expect(await reason()).toContain('Key and address must be of the same region');
	expect(n8n.simulator.requests.map(({ path }) => path)).toEqual(['/api/v1/uploads']);
	await editor.screenshot('credential-model-studio');
});

/** Fills the dialog in and saves, which tests. */
async function save(change: Partial<ReturnType<typeof credentialFor>>): Promise<void> {
	const { baseUrl, apiKey } = { ...credentialFor(n8n.simulator), ...change };
	await editor.fill('baseUrl', baseUrl);
	await editor.fill('apiKey', apiKey);
	await editor.byId('credential-save-button').click();
}

/** What the person reads in the dialog after a failed test. */
async function reason(): Promise<string> {
	const dialog = editor.byId('node-credentials-config-container');
	await dialog.getByText('More details').click();
	return await dialog.innerText();
}

test('a wrong key', async () => {
	await save({ apiKey: 'not-the-key' });
	expect(await reason()).toContain(
		'The service does not accept this API key. Check that it was copied whole',
	);
	await editor.screenshot('credential-wrong-key');
});

test('a wrong address', async () => {
	await save({ baseUrl: n8n.simulator.filesUrl });
	expect(await reason()).toContain(
		'Something answers at this address, but not the Wan video API. Check Service and Base URL.',
	);
	await editor.screenshot('credential-wrong-address');
});

test('the right key: the dialog closes, and says so when it is opened again', async () => {
	await save({});
	await editor.byId('credential-edit-dialog').waitFor({ state: 'hidden' });
	await editor.byId('credential-edit-button').click();
	await editor.page.getByText('Connection tested successfully').waitFor();
	await editor.screenshot('credential-right-key');
});
