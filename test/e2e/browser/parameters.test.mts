import { createRequire } from 'node:module';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeProperties, INodeType } from 'n8n-workflow';

import { Editor } from '../../support/realN8n/editor.mts';
import { Instance, NODE, until } from '../../support/realN8n/instance.mts';

/** As high as the longest list of parameters, so that all of them are in the picture. */
const HEIGHT = 2_600;

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

/** Whether a condition of a field is about itself, as it is where saved workflows have it. */
const isOldPlace = ({ name, displayOptions }: INodeProperties) =>
	[name, `/${name}`].some((own) => own in (displayOptions?.show ?? {}));

const OPERATIONS = [
	{ operation: 'submitEdit', hidden: ['binaryPropertyName'] },
	{ operation: 'estimateEdit', hidden: ['binaryPropertyName'] },
	{ operation: 'getTask', hidden: [] as string[] },
];

describe.each(OPERATIONS)('$operation', ({ operation, hidden }) => {
	const isOf = ({ displayOptions: { show = {} } = {} }: INodeProperties) =>
		(show.operation ?? show['/operation'] ?? [operation]).includes(operation);
	const own = properties.filter(
		(field) =>
			!hidden.includes(field.name) &&
			// Not shown as long as everything is at its default.
			!['notice', 'hidden'].includes(field.type) &&
			!isOldPlace(field) &&
			isOf(field),
	);
	const all = own.find(({ type }) => type === 'collection')!.options as INodeProperties[];
	const options = all.filter((option) => !isOldPlace(option) && isOf(option));

	test('shows every parameter and option inside its panel, with its label', async () => {
		await editor.openWorkflow(await n8n.workflow({ operation }));
		await editor.openNode(NODE);
		expect(await editor.options()).toEqual(options.map(({ displayName }) => displayName));
		for (const { displayName } of options) await editor.addOption(displayName);
		await editor.screenshot(`parameters-${operation}`);

		const shown = [...own.filter(({ type }) => type !== 'collection'), ...options];
		for (const { name } of shown) await editor.parameter(name).waitFor();
		const labels = await editor.labels();
		expect(labels.map(({ text }) => text)).toEqual(
			expect.arrayContaining(shown.map(({ displayName }) => displayName)),
		);
		expect(labels.filter(({ isCut }) => isCut)).toEqual([]);
		expect(await editor.tooWide()).toEqual([]);
		for (const { name } of shown.filter(({ type }) => type === 'options')) {
			const offered = await editor.offered(name);
			expect({ name, cut: offered.filter(({ isCut }) => isCut) }).toEqual({ name, cut: [] });
		}
	});
});

describe('a workflow that was saved with fields in their old places', () => {
	const SAVED = { downloadVideo: false, simplify: false, options: { audioSetting: 'origin' } };

	test('shows them there, and only there', async () => {
		await editor.openWorkflow(
			await n8n.workflow({
				simplify: false,
				outputBinaryPropertyName: 'edited',
				options: { audioSetting: 'origin', referenceImageBinaryFields: 'style' },
			}),
		);
		await editor.openNode(NODE);
		await editor.parameter('outputBinaryPropertyName').waitFor();
		await editor.screenshot('old-places');
		const texts = (await editor.labels()).map(({ text }) => text);
		for (const label of [
			'Audio',
			'Reference Image Fields',
			'Put Output File in Field',
			'Simplify',
		]) {
			expect(texts.filter((text) => text === label)).toEqual([label]);
		}
		expect(texts).not.toContain('Reference Image Binary Fields');
		expect(texts).not.toContain('Download Video');
		const field = editor.parameter('outputBinaryPropertyName').locator('input').first();
		expect(await field.inputValue()).toBe('edited');
		const options = await editor.options();
		expect(options).toContain('Download Video');
		for (const label of ['Audio', 'Simplify', 'Put Output File in Field']) {
			expect(options).not.toContain(label);
		}
		expect((await editor.labels()).filter(({ isCut }) => isCut)).toEqual([]);
	});

	test('saves and executes with them', async () => {
		n8n.reset();
		const workflow = await n8n.workflow(SAVED);
		await editor.openWorkflow(workflow);
		await editor.openNode(NODE);
		await editor.fill('prompt', 'Make it rain');
		await editor.executeStep();
		await editor.output.getByTestId('radio-button-json').click();
		await editor.output.getByText('"result"').waitFor();
		expect(await editor.output.getByText('wan-edit-task_').count()).toBe(0);
		const [submit] = n8n.simulator.requests.filter(({ method }) => method === 'POST');
		expect(submit.body).toMatchObject({
			prompt: 'Make it rain',
			metadata: { audio_setting: 'origin' },
		});
		await editor.save();
		const stored = async () => {
			const { nodes } = await n8n.rest.workflow(workflow);
			return nodes.find(({ name }) => name === NODE)!.parameters;
		};
		await until(async () => (await stored()).prompt === 'Make it rain');
		expect(await stored()).toMatchObject(SAVED);
	});

	test('has the field in its new place once it is back at its default', async () => {
		await editor.openWorkflow(await n8n.workflow({ ...SAVED, downloadVideo: true }));
		await editor.openNode(NODE);
		await editor.parameter('simplify').click();
		await editor.parameter('simplify').waitFor({ state: 'hidden' });
		expect(await editor.options()).toContain('Simplify');
	});
});

test('a tool of an agent has no field of the file, which no agent sees', async () => {
	const { nodes, ...workflow } = n8n.workflowOf({ options: { pollInterval: 1 } });
	const tool = { ...nodes[1], type: `${nodes[1].type}Tool` };
	const stored = await n8n.rest.importWorkflow({ ...workflow, nodes: [tool], connections: {} });
	await editor.openWorkflow(stored);
	await editor.openNode(NODE);
	await editor.screenshot('parameters-tool');
	const options = await editor.options();
	expect(options).toContain('Simplify');
	for (const label of ['Download Video', 'Put Output File in Field']) {
		expect(options).not.toContain(label);
	}
	await editor.choose('operation', 'Get Task');
	await editor.parameter('taskId').waitFor();
	expect(await editor.parameter('downloadVideo').count()).toBe(0);
	expect(await editor.parameter('simplify').count()).toBe(1);
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
		{ options: { downloadVideo: false } },
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
