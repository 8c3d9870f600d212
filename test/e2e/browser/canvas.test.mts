import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { examples, type Example } from '../../../n8n/server/examples.mts';
import { Editor } from '../../support/realN8n/editor.mts';
import { Instance, until } from '../../support/realN8n/instance.mts';

let n8n: Instance;
let editor: Editor;
let all: Example[];
beforeAll(async () => {
	n8n = await Instance.start();
	editor = await Editor.signIn(n8n.origin);
	all = await examples(n8n.credential, 'https://example.com/street.mp4');
});
afterAll(async () => {
	await editor?.close();
	await n8n?.close();
});

const FILES = readdirSync(join(import.meta.dirname, '../../../examples'));

test.each(FILES)('%s opens on the canvas with its notes, and every node is known', async (file) => {
	const { workflow } = all.find((example) => example.file === file)!;
	await editor.openWorkflow(await n8n.rest.importWorkflow(workflow));
	await editor.byId('zoom-to-fit').click();
	await editor.screenshot(`canvas-${file.replace('.json', '')}`);

	const notes = workflow.nodes.filter(({ type }) => type.endsWith('.stickyNote'));
	expect(notes.length).toBeGreaterThan(0);
	await until(async () => (await editor.byId('sticky').count()) === notes.length);
	const nodes = workflow.nodes.filter((node) => !notes.includes(node));
	for (const { name } of nodes) {
		await editor.byId('canvas-node').filter({ hasText: name }).first().waitFor();
	}
	expect(await editor.page.getByText('Install this node to use it').count()).toBe(0);
});
