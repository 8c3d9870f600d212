import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { CREDENTIAL_TYPE, credentialsFor } from '../../../n8n/server/examples.mts';
import { Editor } from '../../support/realN8n/editor.mts';
import { Instance, NODE, TRIGGER, until } from '../../support/realN8n/instance.mts';

let n8n: Instance;
let editor: Editor;
beforeAll(async () => {
	n8n = await Instance.start();
	editor = await Editor.signIn(n8n.origin);
});
beforeEach(() => n8n.reset());
afterAll(async () => {
	await editor?.close();
	await n8n?.close();
});

/** What people type who want to edit a video. */
const SEARCHED = [
	'wan',
	'video editor',
	'video editing',
	'edit videos',
	'ai video edit',
	'change background',
	'remove object',
	'outfit',
	'tongyi',
	'dashscope',
	'video edit',
];

/** What the output panel says when there is no output. */
const HINT = 'Edits usually take 2–8 minutes.';

test('from the nodes panel to the edited video in the output', async () => {
	const { nodes, name } = n8n.workflowOf({});
	const onlyTrigger = { name, nodes: nodes.slice(0, 1), connections: {} };
	await editor.openWorkflow(await n8n.rest.importWorkflow(onlyTrigger));
	await editor.addAfter(TRIGGER);
	for (const text of SEARCHED) {
		const found = await editor.searchNodes(text, NODE);
		await found.waitFor();
		await editor.screenshot(`nodes-panel-${text.replaceAll(' ', '-')}`);
	}
	await (await editor.searchNodes('video edit', NODE)).click();
	await editor.byId('node-creator').getByText('Edit a video', { exact: true }).click();

	await editor.byId('node-credentials-select').click();
	await editor.byId(`node-credentials-select-item-${n8n.credential.id}`).click();
	await editor.fill('videoUrl', n8n.simulator.sampleUrl);
	await editor.fill('prompt', 'Replace the background with a snowy mountain scene');
	await editor.executeStep();

	const { output } = editor;
	await output.getByText('wan-edit-task_').waitFor();
	expect(n8n.billed).toBe(1);
	await output.getByTestId('radio-button-schema').click();
	await output.getByText('completed', { exact: true }).waitFor();
	await editor.screenshot('item');

	await output.getByTestId('radio-button-binary').click();
	await output.getByTestId('ndv-view-binary-data').click();
	const seconds = await output.locator('video').evaluate(async (video: HTMLVideoElement) => {
		const ended = new Promise((resolve) => (video.onended = resolve));
		video.playbackRate = 4;
		await video.play();
		await ended;
		return video.duration;
	});
	await editor.screenshot('played');
	expect(seconds).toBeCloseTo(6, 0);
});

test('Estimate Edit tells what an edit costs, and how much is left, before anything is bought', async () => {
	const { name, data } = credentialsFor(n8n.simulator).first;
	const priced = await n8n.rest.createCredential(`${name} with prices`, CREDENTIAL_TYPE, data);
	await editor.openWorkflow(await n8n.workflow({ operation: 'estimateEdit' }));
	await editor.openNode(NODE);
	await editor.byId('node-credentials-select').click();
	await editor.byId(`node-credentials-select-item-${priced.id}`).click();
	await editor.executeStep();
	const { output } = editor;
	expect(await output.getByText(HINT).count()).toBe(0);
	await output.getByTestId('radio-button-schema').click();
	for (const text of ['estimatedCost', '0.6', 'estimatedCostAtMost', '1.2', 'balance']) {
		await output.getByText(text, { exact: true }).waitFor();
	}
	await editor.screenshot('estimate');
	expect(n8n.billed).toBe(0);
});

test('a run above a limit: the error says what would be bought, and where to raise it', async () => {
	await editor.openWorkflow(await n8n.workflow({ options: { costLimit: 1 } }));
	await editor.openNode(NODE);
	await editor.executeStep();
	const { output } = editor;
	await output.getByTestId('node-error-message').waitFor();
	await editor.screenshot('over-a-limit');
	expect(await output.getByTestId('node-error-message').innerText()).toContain(
		'Cost Limit (USD) is set, but what an edit costs at this service is not known.',
	);
	expect(await output.getByTestId('node-error-description').innerText()).toContain(
		'Enter what your account pays in the credential',
	);
	expect(n8n.billed).toBe(0);
});

test('a field that breaks a rule: the error names it and says that nothing was billed', async () => {
	await editor.openWorkflow(await n8n.workflow({}));
	await editor.openNode(NODE);
	await editor.fill('duration', '1');
	await editor.executeStep();
	const { output } = editor;
	await output.getByTestId('node-error-message').waitFor();
	await editor.screenshot('broken-rule');
	expect(await output.getByTestId('node-error-message').innerText()).toBe(
		'Duration (Seconds) must be 0 (full length) or a whole number from 2 to 10, but it is 1',
	);
	expect(await output.getByTestId('node-error-description').innerText()).toBe(
		'Correct the field and run the node again. This edit was not started and is not billed.',
	);
	expect(n8n.billed).toBe(0);
});

test('Stop during the wait ends it at once', async () => {
	n8n.simulator.settings.taskTimeMs = 600_000;
	await editor.openWorkflow(await n8n.workflow({ options: { pollInterval: 1 } }));
	await editor.openNode(NODE);
	const hint = editor.output.getByText(HINT);
	await hint.waitFor();
	await editor.screenshot('hint-before');
	await editor.executeStep();
	await until(() => n8n.questions > 0);
	await hint.waitFor();
	await editor.screenshot('hint-during');
	const begin = Date.now();
	await editor.byId('ndv-stop-execution-button').click();
	await editor.page.getByText('Execution stopped').waitFor();
	expect(Date.now() - begin).toBeLessThan(60_000);
	await hint.waitFor();
	await editor.screenshot('stopped');

	const asked = n8n.questions;
	await editor.page.waitForTimeout(2_500);
	expect(n8n.questions).toBe(asked);
	expect(n8n.billed).toBe(1);
});
