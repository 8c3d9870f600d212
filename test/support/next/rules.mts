import type { ICredentialType, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { colorsOf, contrastOf } from './contrast.mts';
import type { Subject } from './subject.mts';

/** What n8n checks in its repository, and not yet in the linter and the scanner that it has published. */
export interface NextRule {
	name: string;
	/** In n8n's repository, unless it is an address. */
	source: string;
	/** When it was written, or else last read. */
	asOf: string;
	/** What breaks it, each in words for a person. */
	find: (subject: Subject) => string[];
}

/** The rules of n8n's linter for community nodes have a page each. */
const DOCS = 'packages/@n8n/eslint-plugin-community-nodes/docs/rules';
const READ = 'read November 2026';

const CATEGORIES = [
	'Analytics',
	'Communication',
	'Data & Storage',
	'Development',
	'Finance & Accounting',
	'Marketing & Content',
	'Miscellaneous',
	'Productivity',
	'Sales',
	'Utility',
];
const LONGEST_HINT = 120;
/** What WCAG asks of graphics; n8n's rule warns below 1.5. */
const LEAST_CONTRAST = 3;
const OWN_COLOR_OF_N8N = '#ff6d5a';
/** They hold no value that a person enters, or others. */
const NO_VALUE = ['collection', 'fixedCollection', 'notice', 'callout', 'hidden', 'curlImport'];
const SELECTORS = ['resource', 'operation', 'authentication'];

/**
 * What n8n's rule would warn of and is meant so: by rule, the name of the field and why. n8n's own guidelines want on top
 * what must be filled in and what changes the result.
 */
export const MEANT_SO: Record<string, Record<string, string>> = {
	'non-required-fields-in-collection': {
		videoSource: 'says which of the fields for the video is shown',
		prompt: 'the instruction; empty only where reference images say it all',
		audioSetting: 'decides whether the sound of the video is lost',
		referenceImageUrls: 'belong to the instruction',
		referenceImageBinaryFields: 'belong to the instruction',
		resolution: 'decides the price',
		duration: 'decides what is edited, and paid',
		waitForCompletion: 'decides what the next node gets',
		downloadVideo: 'decides what the next node gets',
		simplify: "n8n's guidelines want it there",
	},
	'options-sorted-alphabetically': {
		operation: 'first what is used first; n8n asks for the alphabet from five choices on',
	},
};

/** Whether it is meant so. */
const isMeant = (ruleName: string, field: string) => MEANT_SO[ruleName]?.[field] !== undefined;

/** All fields of a node or credential, also those in collections. */
const fieldsOf = ({ properties }: INodeTypeDescription | ICredentialType): INodeProperties[] =>
	properties.flatMap(withInner);

function withInner(field: INodeProperties): INodeProperties[] {
	const inner = (field.options ?? []).flatMap((option): INodeProperties[] => {
		if ('values' in option) return option.values.flatMap(withInner);
		return 'type' in option ? withInner(option) : [];
	});
	return [field, ...inner];
}

const allFields = ({ node, credential }: Subject) => [...fieldsOf(node), ...fieldsOf(credential)];

/** The choices of a field, if it has some. */
const choicesOf = ({ type, options = [] }: INodeProperties) =>
	type === 'options' || type === 'multiOptions'
		? options.filter((option) => 'value' in option)
		: [];

const doublesOf = (values: unknown[]) =>
	values.filter((value, index) => values.indexOf(value) !== index);

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const rule = (name: string, find: NextRule['find'], asOf = READ): NextRule => ({
	name,
	source: `${DOCS}/${name}.md`,
	asOf,
	find,
});

const onFields = (name: string, find: (field: INodeProperties) => string[], asOf?: string) =>
	rule(name, (subject) => allFields(subject).flatMap(find), asOf);

/** In one place: what is known to come. A rule that n8n has published goes from here; `npm run lint` has it then. */
export const NEXT_RULES: NextRule[] = [
	rule(
		'no-ai-codex-category',
		({ codex }) =>
			asList(codex.categories).includes('AI')
				? ['The codex category "AI" hides a community node from the search of the nodes panel']
				: [],
		'August 2026, pull request 35870',
	),
	rule(
		'no-codex-subcategories',
		({ codex }) =>
			codex.subcategories === undefined
				? []
				: ['The codex file has subcategories, which n8n does not know'],
		'August 2026, pull request 35870',
	),
	rule('valid-node-categories', ({ codex: { categories } }) => {
		if (categories === undefined) return [];
		if (asList(categories).length === 0)
			return ['The codex categories are no list, or an empty one'];
		return asList(categories)
			.filter((category) => !CATEGORIES.includes(String(category)))
			.map((category) => `The codex category ${JSON.stringify(category)} is none of n8n's`);
	}),
	rule('no-logic-or-flow-nodes', ({ codex }) =>
		/"(Logic|Flow)"/.test(JSON.stringify([codex.categories, codex.subcategories]))
			? ['The codex file says that this is a node for logic or flow']
			: [],
	),
	onFields('hint-max-length', ({ displayName, hint = '' }) =>
		hint.length > LONGEST_HINT
			? [`The hint of "${displayName}" has ${hint.length} characters, over ${LONGEST_HINT}`]
			: [],
	),
	rule('icon-contrast', ({ icons }) =>
		icons.flatMap(({ of, theme, svg }) => {
			// n8n asks it of any color. What is painted first is the body of the icon: it has to be seen, too.
			const [body = '#000000', ...others] = colorsOf(svg);
			const best = Math.max(...[body, ...others].map((color) => contrastOf(color, theme)));
			return Object.entries({ best, body: contrastOf(body, theme) })
				.filter(([, contrast]) => contrast < LEAST_CONTRAST)
				.map(
					([which, contrast]) =>
						`The ${theme} icon of the ${of} has a contrast of ${contrast.toFixed(2)} (${which}), under ${LEAST_CONTRAST}`,
				);
		}),
	),
	rule('non-required-fields-in-collection', ({ node }) =>
		node.properties
			.filter(({ name, type, required }) => {
				const canMove = !required && !NO_VALUE.includes(type) && !SELECTORS.includes(name);
				return canMove && !isMeant('non-required-fields-in-collection', name);
			})
			.map(({ displayName }) => `"${displayName}" is optional, and on top without a reason`),
	),
	rule('open-ended-node-fields', ({ node }) =>
		node.properties
			.filter(({ type, required }) => type === 'json' && !required)
			.map(({ displayName }) => `"${displayName}" takes any JSON, and is on top`),
	),
	rule('single-credential-per-node', ({ node: { credentials = [] } }) =>
		credentials.length > 1 && !credentials.every(({ displayOptions }) => displayOptions?.show)
			? ['The node uses several credentials at a time']
			: [],
	),
	rule('options-sorted-alphabetically', (subject) =>
		allFields(subject)
			.filter(({ name }) => !isMeant('options-sorted-alphabetically', name))
			.map((field) => ({ field, names: choicesOf(field).map(({ name }) => name) }))
			.filter(({ names }) => {
				const sorted = names.toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }));
				return names.join('\n') !== sorted.join('\n');
			})
			.map(
				({ field, names }) =>
					`The choices of "${field.displayName}" are not sorted: ${names.join(', ')}`,
			),
	),
	onFields('no-duplicate-param-options', (field) => {
		const choices = choicesOf(field);
		const doubles = [
			...doublesOf(choices.map(({ name }) => name)),
			...doublesOf(choices.map(({ value }) => value)),
		];
		return doubles.map((double) => `"${field.displayName}" has ${JSON.stringify(double)} twice`);
	}),
	onFields('no-asterisk-in-option-names', (field) =>
		(field.options ?? [])
			.filter(({ name }) => name.includes('*'))
			.map(({ name }) => `A choice of "${field.displayName}" has an asterisk: ${name}`),
	),
	onFields('require-param-default', (field: Partial<INodeProperties>) =>
		field.default === undefined ? [`"${field.displayName}" has no default`] : [],
	),
	rule('node-class-description-non-core-color', ({ node }) =>
		String(node.defaults.color).toLowerCase() === OWN_COLOR_OF_N8N
			? ["The node has the color of n8n's own nodes"]
			: [],
	),
	rule('node-class-description-name-camelcase', ({ node: { name } }) =>
		/^[a-z][a-zA-Z\d]*$/.test(name) ? [] : [`The name of the node is not in camel case: ${name}`],
	),
	rule('node-filename-against-convention', ({ nodeFile, node: { name } }) =>
		nodeFile.replace(/V\d+$/, '') === name[0].toUpperCase() + name.slice(1)
			? []
			: [`The file of the node ${name} is called ${nodeFile}`],
	),
	rule('cred-filename-against-convention', ({ credentialFile, credentialClass }) =>
		credentialFile === credentialClass
			? []
			: [`The file of the credential ${credentialClass} is called ${credentialFile}`],
	),
	rule('cred-class-name-suffix', ({ credentialClass }) =>
		credentialClass.endsWith('Api') ? [] : [`The class ${credentialClass} does not end with Api`],
	),
	rule('cred-class-name-field-conventions', ({ credential: { name } }) =>
		/^[a-z].*Api$/.test(name) ? [] : [`The credential's name is not like anExampleApi: ${name}`],
	),
	rule('no-hardcoded-ids', ({ sources }) =>
		sources.flatMap(({ path, text }) =>
			[
				...text.matchAll(
					/\b(partner|affiliate|reseller|account|tenant|customer|client)_?id["']?\s*[:=]\s*["'`]\w/gi,
				),
			].map(([found]) => `${path} has an ID of an account: ${found}`),
		),
	),
	...['prefer-declarative-style', 'require-continue-on-fail', 'node-operation-error-itemindex'].map(
		(name) =>
			rule(name, ({ hasExecute }) =>
				hasExecute ? ['The node has code of its own instead of declaring its requests'] : [],
			),
	),
	rule('require-mit-license', ({ manifest: { license } }) =>
		license === 'MIT' ? [] : [`The license in package.json is ${license}`],
	),
	rule('require-community-node-keyword', ({ manifest: { keywords = [] } }) =>
		keywords.includes('n8n-community-node-package')
			? []
			: ['package.json lacks the keyword n8n-community-node-package'],
	),
	rule('no-monorepo', ({ manifest: { repository } }) =>
		repository?.directory === undefined
			? []
			: ['package.json says that the package is one of several in its repository'],
	),
];

/** What is coming and cannot be checked here, with the way to check it. */
export const NOT_HERE = [
	{
		name: 'YARA malware rules in the package scanner',
		source: 'packages/@n8n/scan-community-package/scanner/yara.mjs',
		asOf: 'September 2026, pull request 38095',
		how: 'by the scanner itself, once it is published with them: npm run check:package',
	},
	{
		name: 'provenance, and the public source that it names',
		source: 'packages/@n8n/scan-community-package/scanner/provenance.mjs',
		asOf: READ,
		how: 'after the release: npx @n8n/scan-community-package n8n-nodes-wan-videoedit',
	},
];
