import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Editor } from '../../support/realN8n/editor.mts';
import { Instance, NODE, until } from '../../support/realN8n/instance.mts';

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

test('Stop, and the same edit again: one edit is billed, and the item says so', async () => {
	n8n.simulator.settings.taskTimeMs = 600_000;
	await editor.openWorkflow(await n8n.workflow({ options: { pollInterval: 1 } }));
	await editor.openNode(NODE);
	await editor.executeStep();
	await until(() => n8n.questions > 0);
	await editor.byId('ndv-stop-execution-button').click();
	await editor.page.getByText('Execution stopped').waitFor();
	expect(n8n.billed).toBe(1);

	n8n.simulator.finishTasks();
	await editor.executeStep();
	const { output } = editor;
	await output.getByText('wan-edit-task_').waitFor();
	await output.getByTestId('radio-button-schema').click();
	await output.getByText(/^Submitted by execution \d+, which was stopped\./).waitFor();
	await editor.screenshot('stopped-and-again');
	expect(n8n.billed).toBe(1);
});
