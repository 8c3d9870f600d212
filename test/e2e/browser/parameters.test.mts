import { createRequire } from 'node:module';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeProperties, INodeType } from 'n8n-workflow';

import { Editor } from '../../support/realN8n/editor.mts';
import { Instance, NODE } from '../../support/realN8n/instance.mts';

/** As high as the longest list of parameters, so that all of them are in the picture. */
const HEIGHT = 2_600;

/** The one label that n8n cuts: it gives the label of an option no more room than this. */
const CUT = ['Reference Image Binary Fields'];

const require = createRequire(import.meta.url);
const { WanVideoEdit } = require('../../../dist/nodes/WanVideoEdit/WanVideoEdit.node.js') as {
	WanVideoEdit: new () => INodeType;
};
const { properties } = new WanVideoEdit().description;

let n8n: Instance;
let editor: Editor;
beforeAll(async () => {
	n8n = await Instance.start();
	editor = await Editor.signIn(n8n.origin);
	await editor.page.setViewportSize({ width: 1440, height: HEIGHT });
});
afterAll(async () => {
	await editor?.close();
	await n8n?.close();
});

const OPERATIONS = [
	{ operation: 'submitEdit', hidden: ['binaryPropertyName'] },
	{ operation: 'estimateEdit', hidden: ['binaryPropertyName'] },
	{ operation: 'getTask', hidden: [] as string[] },
];

describe.each(OPERATIONS)('$operation', ({ operation, hidden }) => {
	const own = properties.filter(
		({ name, type, displayOptions }) =>
			!hidden.includes(name) &&
			// Not shown as long as everything is at its default.
			type !== 'notice' &&
			(displayOptions?.show?.operation === undefined ||
				displayOptions.show.operation.includes(operation)),
	);
	const options = own.find(({ type }) => type === 'collection')!.options as INodeProperties[];

	test('shows every parameter and option inside its panel, with its label', async () => {
		await editor.openWorkflow(await n8n.workflow({ operation }));
		await editor.openNode(NODE);
		for (const { displayName } of options) await editor.addOption(displayName);
		await editor.screenshot(`parameters-${operation}`);

		const shown = [...own.filter(({ type }) => type !== 'collection'), ...options];
		for (const { name } of shown) expect(await editor.parameter(name).isVisible()).toBe(true);
		const labels = await editor.labels();
		expect(labels.map(({ text }) => text)).toEqual(
			expect.arrayContaining(shown.map(({ displayName }) => displayName)),
		);
		expect(labels.filter(({ isCut, text }) => isCut && !CUT.includes(text))).toEqual([]);
		expect(await editor.tooWide()).toEqual([]);
	});
});

test('a binary file as the source has its own field, instead of the URL', async () => {
	await editor.openWorkflow(await n8n.workflow({}));
	await editor.openNode(NODE);
	await editor.choose('videoSource', 'Binary File');
	await editor.parameter('binaryPropertyName').waitFor();
	expect(await editor.parameter('videoUrl').count()).toBe(0);
});

test.each([
	[
		'link',
		{ downloadVideo: false },
		'The link to the edited video expires, usually after 24 hours.',
	],
	['task ID', { waitForCompletion: false }, 'The output has only the task ID.'],
])('a notice says what an output with only the %s means', async (_what, parameters, text) => {
	await editor.openWorkflow(await n8n.workflow(parameters));
	await editor.openNode(NODE);
	await editor.page.getByText(text).waitFor();
	await editor.screenshot('notice');
	expect(await editor.tooWide()).toEqual([]);
});
