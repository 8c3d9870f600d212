import { expect, test } from '@jest/globals';
import { NodeConnectionTypes, type INodeProperties } from 'n8n-workflow';

import { NEXT_RULES } from '../../support/next/rules.mts';
import type { Subject } from '../../support/next/subject.mts';

const GOOD_ICON = '<svg><path fill="#777"/></svg>';

const field = (more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	required: true,
	default: '',
	...more,
});
const choices = (...names: string[]) => names.map((name) => ({ name, value: name }));
const inCollection = (inner: INodeProperties) =>
	field({ name: 'options', type: 'collection', default: {}, options: [inner] });

/** A package that nobody can say anything against, but for what is given. */
function packageWith(change: (subject: Subject) => unknown): Subject {
	const subject: Subject = {
		manifest: {
			name: 'n8n-nodes-example',
			license: 'MIT',
			keywords: ['n8n-community-node-package'],
			repository: { url: 'git+https://github.com/jane-doe/n8n-nodes-example.git' },
			n8n: { nodes: [], credentials: [] },
		},
		nodeFile: 'Example',
		node: {
			displayName: 'Example',
			name: 'example',
			group: [],
			version: 1,
			description: '',
			defaults: { name: 'Example' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: 'exampleApi', required: true }],
			properties: [field()],
		},
		hasExecute: false,
		codex: { categories: ['Marketing & Content'] },
		credentialFile: 'ExampleApi',
		credentialClass: 'ExampleApi',
		credential: { name: 'exampleApi', displayName: 'Example API', properties: [field()] },
		icons: [
			{ of: 'node', theme: 'light', svg: GOOD_ICON },
			{ of: 'node', theme: 'dark', svg: GOOD_ICON },
		],
		sources: [
			{ path: 'nodes/Example.node.ts', text: 'const id = this.getNodeParameter("accountId");' },
		],
	};
	change(subject);
	return subject;
}

/** For each rule, packages that break it. */
const BROKEN: Record<string, Array<(subject: Subject) => unknown>> = {
	'no-ai-codex-category': [({ codex }) => (codex.categories = ['AI', 'Development'])],
	'no-codex-subcategories': [({ codex }) => (codex.subcategories = { AI: ['Agents'] })],
	'valid-node-categories': [
		({ codex }) => (codex.categories = ['Marketing']),
		({ codex }) => (codex.categories = []),
		({ codex }) => (codex.categories = [7]),
		({ codex }) => (codex.categories = 'Development'),
	],
	'no-logic-or-flow-nodes': [
		({ codex }) => (codex.categories = ['Flow']),
		({ codex }) => (codex.subcategories = { 'Core Nodes': ['Logic'] }),
	],
	'hint-max-length': [
		({ node }) => node.properties.push(field({ hint: 'x'.repeat(121) })),
		({ node }) => node.properties.push(inCollection(field({ hint: 'x'.repeat(121) }))),
		({ credential }) => credential.properties.push(field({ hint: 'x'.repeat(121) })),
	],
	'icon-contrast': [
		({ icons }) => (icons[0].svg = '<svg><path fill="#fff"/></svg>'),
		({ icons }) => (icons[1].svg = '<svg><path d="M0 0"/></svg>'),
		({ icons }) => (icons[1].svg = '<svg><rect fill="#3b2a8c"/><path stroke="#ffffff"/></svg>'),
		({ icons }) => (icons[0].svg = '<svg><path style="fill: #ffb02e"/></svg>'),
	],
	'non-required-fields-in-collection': [
		({ node }) => node.properties.push(field({ name: 'limit', required: false })),
	],
	'open-ended-node-fields': [
		({ node }) => node.properties.push(field({ type: 'json', required: false })),
	],
	'single-credential-per-node': [
		({ node }) => node.credentials!.push({ name: 'otherApi', required: true }),
	],
	'options-sorted-alphabetically': [
		({ node }) =>
			node.properties.push(field({ type: 'options', name: 'size', options: choices('b', 'a') })),
	],
	'no-duplicate-param-options': [
		({ node }) => node.properties.push(field({ type: 'options', options: choices('a', 'a') })),
	],
	'no-asterisk-in-option-names': [
		({ node }) => node.properties.push(field({ type: 'options', options: choices('* All') })),
	],
	'require-param-default': [
		({ node }) => node.properties.push({ ...field(), default: undefined }),
		({ node }) => node.properties.push(inCollection({ ...field(), default: undefined })),
	],
	'node-class-description-non-core-color': [({ node }) => (node.defaults.color = '#FF6D5A')],
	'node-class-description-name-camelcase': [({ node }) => (node.name = 'my-node')],
	'node-filename-against-convention': [(subject) => (subject.nodeFile = 'example')],
	'cred-filename-against-convention': [(subject) => (subject.credentialFile = 'Example')],
	'cred-class-name-suffix': [(subject) => (subject.credentialClass = 'ExampleKey')],
	'cred-class-name-field-conventions': [({ credential }) => (credential.name = 'ExampleApi')],
	'no-hardcoded-ids': [
		({ sources }) => (sources[0].text = "const qs = { partner_id: 'fixed' };"),
		({ sources }) => (sources[0].text = 'const clientId = "fixed";'),
	],
	'prefer-declarative-style': [(subject) => (subject.hasExecute = true)],
	'require-continue-on-fail': [(subject) => (subject.hasExecute = true)],
	'node-operation-error-itemindex': [(subject) => (subject.hasExecute = true)],
	'require-mit-license': [
		({ manifest }) => (manifest.license = 'Apache-2.0'),
		({ manifest }) => delete manifest.license,
	],
	'require-community-node-keyword': [({ manifest }) => (manifest.keywords = ['n8n'])],
	'no-monorepo': [({ manifest }) => (manifest.repository!.directory = 'packages/example')],
};

test.each(NEXT_RULES)('$name finds what breaks it, and nothing else', ({ name, find }) => {
	expect(find(packageWith(() => {}))).toEqual([]);
	expect(BROKEN[name].length).toBeGreaterThan(0);
	for (const change of BROKEN[name]) {
		expect(find(packageWith(change))).not.toEqual([]);
	}
});

test('each rule says where it is from and as of when', () => {
	for (const { source, asOf } of NEXT_RULES) {
		expect(source).toMatch(/^packages\/@n8n\/.*\.md$/);
		expect(asOf).toMatch(/20\d\d/);
	}
});
