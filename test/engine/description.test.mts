import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type IWorkflowBase,
} from 'n8n-workflow';

import { Engine } from '../../n8n/engine/engine.mts';

const NODE_TYPE = 'n8n-nodes-wan-videoedit.wanVideoEdit';

let engine: Engine;
let node: INodeType;
beforeAll(async () => {
	engine = await Engine.start();
	node = engine.nodeType(NODE_TYPE);
});
afterAll(async () => await engine.stop());

/** Parameters as the editor has them: what a workflow leaves out is at its default. */
const withDefaults = (parameters: INodeParameters): INodeParameters => ({
	...NodeHelpers.getNodeParameters(
		node.description.properties,
		parameters,
		true,
		false,
		STUB,
		node.description,
	),
});

const STUB = { typeVersion: 1, parameters: {} } as INode;

/** What tells n8n that an agent calls the node. */
const asTool = () => ({ ...node.description, name: 'wanVideoEditTool' });

/** The fields that the editor shows for an operation, with all parameters but these at their defaults. */
function fieldsOf(
	operation: string,
	others: INodeParameters = {},
	description = node.description,
): INodeProperties[] {
	const parameters = withDefaults({ ...others, operation });
	return description.properties.filter(
		(field) =>
			!['operation', 'requestOptions'].includes(field.name) &&
			field.type !== 'hidden' &&
			NodeHelpers.displayParameter(parameters, field, STUB, description),
	);
}

/** The options that can be added, or are there. */
function inOptions(
	operation: string,
	others: INodeParameters = {},
	description = node.description,
): INodeProperties[] {
	const parameters = withDefaults({ ...others, operation });
	const collection = fieldsOf(operation, others).find(({ name }) => name === 'options')!;
	return (collection.options as INodeProperties[]).filter((option) =>
		NodeHelpers.displayParameter(
			(others.options as INodeParameters | undefined) ?? {},
			option,
			STUB,
			description,
			parameters,
		),
	);
}

const namesOf = (fields: INodeProperties[]) => fields.map(({ name }) => name);

const row = ({ displayName, name, type, default: value }: INodeProperties) => [
	displayName,
	name,
	type,
	value,
];

const values = (fields: INodeProperties[], name: string) =>
	(fields.find((field) => field.name === name)!.options as Array<{ value: unknown }>).map(
		({ value }) => value,
	);

describe('the names that saved workflows depend on', () => {
	test('node and credential', () => {
		expect(node.description).toMatchObject({
			displayName: 'Wan Video Edit',
			name: 'wanVideoEdit',
			credentials: [{ name: 'wanVideoEditApi', required: true }],
		});
		const credential = engine.credentialType('wanVideoEditApi');
		expect(credential.displayName).toBe('Wan Video Edit API');
		const fields = credential.properties.filter(({ type }) => type !== 'notice');
		expect(fields.map(row)).toEqual([
			['Service', 'service', 'options', 'https://api.apimart.ai'],
			['Base URL', 'baseUrl', 'string', ''],
			['API Style', 'apiStyle', 'options', 'apimart'],
			['API Key', 'apiKey', 'string', ''],
			['Price per Second 720P (USD)', 'price720p', 'number', 0],
			['Price per Second 1080P (USD)', 'price1080p', 'number', 0],
		]);
		expect(fields[0].options).toEqual([
			{ name: 'Alibaba Cloud Model Studio (Beijing)', value: 'https://dashscope.aliyuncs.com' },
			{
				name: 'Alibaba Cloud Model Studio (Singapore)',
				value: 'https://dashscope-intl.aliyuncs.com',
			},
			{ name: 'APIMart', value: 'https://api.apimart.ai' },
			{ name: 'GCCAI', value: 'https://gccai.heqingsong.uk' },
			{ name: 'Other', value: 'custom' },
		]);
		expect(values(fields, 'apiStyle')).toEqual(['modelStudio', 'apimart']);
		expect(fields[3].typeOptions).toEqual({ password: true });
	});

	test('operations', () => {
		expect(values(node.description.properties, 'operation')).toEqual([
			'submitEdit',
			'estimateEdit',
			'getTask',
		]);
	});

	test('Submit Edit', () => {
		expect(fieldsOf('submitEdit').map(row)).toEqual([
			['Video Source', 'videoSource', 'options', 'url'],
			['Video URL', 'videoUrl', 'string', ''],
			['Prompt', 'prompt', 'string', ''],
			['Audio', 'audioSetting', 'options', 'auto'],
			['Reference Image URLs', 'referenceImageUrls', 'string', ''],
			['Reference Image Binary Fields', 'referenceImageBinaryFields', 'string', ''],
			['Resolution', 'resolution', 'options', '1080P'],
			['Duration (Seconds)', 'duration', 'number', 0],
			['Wait for Completion', 'waitForCompletion', 'boolean', true],
			['Options', 'options', 'collection', {}],
		]);
		expect(values(fieldsOf('submitEdit'), 'audioSetting')).toEqual(['origin', 'auto']);
		expect(values(fieldsOf('submitEdit'), 'videoSource')).toEqual(['binary', 'url']);
		expect(
			fieldsOf('submitEdit', { videoSource: 'binary' })
				.map(row)
				.find(([, name]) => name === 'binaryPropertyName'),
		).toEqual(['Input Binary Field', 'binaryPropertyName', 'string', 'data']);
		expect(values(fieldsOf('submitEdit'), 'resolution')).toEqual(['1080P', '720P']);
	});

	test('the options of Submit Edit', () => {
		expect(inOptions('submitEdit').map(({ displayName, name }) => [displayName, name])).toEqual([
			['Aspect Ratio', 'aspectRatio'],
			['Callback URL', 'callbackUrl'],
			['Check Source', 'checkSource'],
			['Cost Limit (USD)', 'costLimit'],
			['Download Video', 'downloadVideo'],
			['Edit Limit', 'editLimit'],
			['Error Language', 'language'],
			['Extra Metadata', 'metadata'],
			['Idempotency Key', 'idempotencyKey'],
			['Long Videos', 'longVideos'],
			['Negative Prompt', 'negativePrompt'],
			['On Timeout', 'onTimeout'],
			['Poll Interval (Seconds)', 'pollInterval'],
			['Put Output File in Field', 'outputBinaryPropertyName'],
			['Rewrite Prompt', 'promptExtend'],
			['Seed', 'seed'],
			['Simplify', 'simplify'],
			['Start (Seconds)', 'start'],
			['Timeout (Minutes)', 'timeout'],
			['Watermark', 'watermark'],
		]);
		const options = inOptions('submitEdit');
		expect(values(options, 'aspectRatio').sort()).toEqual(['16:9', '1:1', '3:4', '4:3', '9:16']);
		expect(values(options, 'longVideos').sort()).toEqual(['cut', 'pieces', 'refuse']);
		expect(values(options, 'onTimeout').sort()).toEqual(['error', 'returnTask']);
		expect(Object.fromEntries(options.map((field) => [field.name, field.default]))).toMatchObject({
			costLimit: 0,
			downloadVideo: true,
			editLimit: 100,
			idempotencyKey: '',
			longVideos: 'refuse',
			onTimeout: 'error',
			outputBinaryPropertyName: 'data',
			pollInterval: 0,
			simplify: true,
			start: 0,
			timeout: 30,
		});
	});

	test('Estimate Edit has what Submit Edit has, but for what becomes of a bought edit', () => {
		expect(fieldsOf('estimateEdit').map(row)).toEqual([
			['Video Source', 'videoSource', 'options', 'url'],
			['Video URL', 'videoUrl', 'string', ''],
			['Prompt', 'prompt', 'string', ''],
			['Audio', 'audioSetting', 'options', 'auto'],
			['Reference Image URLs', 'referenceImageUrls', 'string', ''],
			['Reference Image Binary Fields', 'referenceImageBinaryFields', 'string', ''],
			['Resolution', 'resolution', 'options', '1080P'],
			['Duration (Seconds)', 'duration', 'number', 0],
			['Options', 'options', 'collection', {}],
		]);
		const ofBought = ['downloadVideo', 'outputBinaryPropertyName', 'simplify'];
		expect(namesOf(inOptions('estimateEdit'))).toEqual(
			namesOf(inOptions('submitEdit')).filter((name) => !ofBought.includes(name)),
		);
	});

	test('Get Task', () => {
		expect(fieldsOf('getTask').map(row)).toEqual([
			['Task ID', 'taskId', 'string', ''],
			['Wait for Completion', 'waitForCompletion', 'boolean', false],
			['Download Video', 'downloadVideo', 'boolean', true],
			['Put Output File in Field', 'outputBinaryPropertyName', 'string', 'data'],
			['Simplify', 'simplify', 'boolean', true],
			['Options', 'options', 'collection', {}],
		]);
		expect(inOptions('getTask').map(({ name }) => name)).toEqual([
			'language',
			'onTimeout',
			'pollInterval',
			'timeout',
		]);
	});
});

describe('a saved workflow shows what it has where it was saved, and nowhere else', () => {
	test.each(['={{ $json.simple }}', false])('Simplify: %s', (simplify) => {
		expect(namesOf(fieldsOf('submitEdit', { simplify }))).toContain('simplify');
		expect(namesOf(inOptions('submitEdit', { simplify }))).not.toContain('simplify');
	});

	test('Download Video', () => {
		const saved = { downloadVideo: false };
		expect(namesOf(fieldsOf('submitEdit', saved))).toContain('downloadVideo');
		expect(namesOf(inOptions('submitEdit', saved))).not.toContain('downloadVideo');
	});

	test('Put Output File in Field', () => {
		const saved = { outputBinaryPropertyName: 'edited' };
		expect(namesOf(fieldsOf('submitEdit', saved))).toContain('outputBinaryPropertyName');
		expect(namesOf(inOptions('submitEdit', saved))).not.toContain('outputBinaryPropertyName');
	});

	test.each([
		['audioSetting', 'auto'],
		['audioSetting', 'origin'],
		['audioSetting', '={{ $json.audio }}'],
		['referenceImageBinaryFields', 'style, outfit'],
	])('%s among the options: %s', (name, value) => {
		const saved = { options: { [name]: value } };
		expect(namesOf(inOptions('submitEdit', saved))).toContain(name);
		expect(namesOf(fieldsOf('submitEdit', saved))).not.toContain(name);
	});
});

test('an edit that is not waited for brings no file, so that no field of one is there', () => {
	const ofFile = ['downloadVideo', 'outputBinaryPropertyName'];
	for (const parameters of [
		{ waitForCompletion: false },
		{ waitForCompletion: false, downloadVideo: false },
	]) {
		const shown = [...fieldsOf('submitEdit', parameters), ...inOptions('submitEdit', parameters)];
		expect(namesOf(shown).filter((name) => ofFile.includes(name))).toEqual([]);
	}
});

test.each(['submitEdit', 'getTask'])(
	'an agent, which sees no files, has no fields of them in %s',
	(operation) => {
		const ofFile = ['downloadVideo', 'linkExpiresNotice', 'outputBinaryPropertyName'];
		const shown = [{}, { downloadVideo: false, outputBinaryPropertyName: 'edited' }].flatMap(
			(saved) => [
				...fieldsOf(operation, saved, asTool()),
				...inOptions(operation, saved, asTool()),
			],
		);
		expect(namesOf(shown).filter((name) => ofFile.includes(name))).toEqual([]);
		expect(namesOf(shown)).toContain('simplify');
	},
);

test('the limits of the model stand beside its fields', () => {
	const hints = [...fieldsOf('submitEdit'), ...inOptions('submitEdit')].map(
		({ hint }) => hint ?? '',
	);
	for (const limit of [
		'MP4 or MOV',
		'2–10 seconds',
		'up to 100 MB',
		'240–4096 pixels',
		'1:8–8:1',
		'5000 characters',
		'4 images',
		'0 keeps the full length, otherwise 2–10',
		'500 characters',
		'0–2147483647',
	]) {
		expect(hints.some((hint) => hint.includes(limit))).toBe(true);
	}
});

test('notices stand where people go wrong, and only there', () => {
	const notices = (operation: string, others: INodeParameters) =>
		fieldsOf(operation, others)
			.filter(({ type }) => type === 'notice')
			.map(({ displayName }) => displayName);
	const expires: unknown = expect.stringContaining('expires');
	expect(notices('submitEdit', {})).toEqual([]);
	expect(notices('submitEdit', { downloadVideo: false })).toEqual([expires]);
	expect(notices('submitEdit', { options: { downloadVideo: false } })).toEqual([expires]);
	expect(
		notices('submitEdit', { downloadVideo: false, options: { downloadVideo: false } }),
	).toEqual([expires]);
	expect(notices('submitEdit', { waitForCompletion: false, downloadVideo: false })).toEqual([
		expect.stringContaining('only the task ID'),
	]);
	expect(notices('getTask', {})).toEqual([]);
	expect(notices('getTask', { downloadVideo: false })).toEqual([expires]);
});

test('people find the node by the words that they type, and agents can use it', () => {
	const { alias } = node.description.codex!;
	expect(alias).toEqual(
		expect.arrayContaining([
			'wan',
			'video edit',
			'video to video',
			'restyle',
			'wanxiang',
			'apimart',
		]),
	);
	expect(node.description.usableAsTool).toBe(true);
	expect(node.description.subtitle).toBeDefined();
});

test('the icons are there, for light and dark', () => {
	for (const { iconUrl } of [node.description, engine.credentialType('wanVideoEditApi')]) {
		const { light, dark } = iconUrl as { light: string; dark: string };
		expect(light).not.toBe(dark);
		for (const url of [light, dark]) {
			expect(existsSync(url.replace('icons/n8n-nodes-wan-videoedit/', ''))).toBe(true);
		}
	}
});

test('the package gives its classes to whoever requires it', () => {
	const entry = createRequire(join(process.cwd(), 'package.json'))('./index.js') as Record<
		string,
		new () => { name?: string; description?: { name: string } }
	>;
	expect(new entry.WanVideoEdit().description?.name).toBe('wanVideoEdit');
	expect(new entry.WanVideoEditApi().name).toBe('wanVideoEditApi');
});

describe('the example workflows', () => {
	test.each(readdirSync('examples').filter((name) => name.endsWith('.json')))(
		'%s uses only parameters and values that the node has',
		(name) => {
			const { nodes } = JSON.parse(readFileSync(join('examples', name), 'utf8')) as IWorkflowBase;
			const own = nodes.filter(({ type }) => [NODE_TYPE, `${NODE_TYPE}Tool`].includes(type));
			expect(own).not.toEqual([]);
			for (const { parameters } of own) {
				const { operation, options, ...others } = parameters;
				const fields = fieldsOf(operation as string, others).map((field) => field.name);
				// n8n itself adds the request options to every declarative node, and a description to a tool.
				const ofN8n = ['requestOptions', 'descriptionType', 'toolDescription'];
				expect([...fields, ...ofN8n]).toEqual(expect.arrayContaining(Object.keys(others)));
				expect(namesOf(inOptions(operation as string, parameters))).toEqual(
					expect.arrayContaining(Object.keys(options ?? {})),
				);
				expect(
					NodeHelpers.getNodeParametersIssues(
						node.description.properties,
						{ ...STUB, parameters: withDefaults(parameters) },
						node.description,
					),
				).toBeNull();
			}
		},
	);
});
