import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type INode,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import { additionalData } from './additionalData.mts';
import { CredentialsHelper } from './credentialsHelper.mts';

/** What the credential dialog shows after "Retry" or "Save". */
export interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

type Thrown = Error & {
	cause?: { code?: string; response?: { status: number; statusText: string } };
};

/**
 * Runs the test request of a credential type through n8n's routing engine, and judges the answer by
 * the type's rules in the order in which n8n's server does it.
 */
export async function testCredential(
	type: ICredentialType,
	data: ICredentialDataDecryptedObject,
): Promise<TestResult> {
	const { request, rules = [] } = type.test as ICredentialTestRequest;
	const failed = (message: string): TestResult => ({ status: 'Error', message });
	let answer: unknown;
	try {
		answer = await sendTestRequest(type, data, request);
	} catch (error) {
		const { message, cause } = error as Thrown;
		if (cause?.response === undefined) return failed(cause?.code ?? message);
		const { status, statusText } = cause.response;
		const rule = rules.find(
			(one) => one.type === 'responseCode' && one.properties.value === status,
		);
		return failed(rule?.properties.message ?? statusText);
	}
	for (const rule of rules) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, message } = rule.properties;
		const expected: unknown = rule.properties.value;
		if ((answer as Record<string, unknown>)[key] === expected) return failed(message);
	}
	return { status: 'OK', message: 'Connection successful!' };
}

async function sendTestRequest(
	type: ICredentialType,
	data: ICredentialDataDecryptedObject,
	request: ICredentialTestRequest['request'],
): Promise<unknown> {
	const node: INode = {
		id: 'temp',
		name: 'Temp',
		type: 'temp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type.name]: { id: '1', name: 'Tested' } },
	};
	const nodeType: INodeType = {
		description: {
			displayName: 'Temp',
			name: 'temp',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: type.name, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	};
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => NodeHelpers.getVersionedNodeType(nodeType),
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const credentials = new CredentialsHelper(() => type, data);
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData('test', 'internal', { ...workflowBase, nodes: [node] }, credentials),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const output = await new RoutingNode(context, nodeType).runNode();
	return output?.[0][0].json;
}

const workflowBase = {
	id: 'test',
	name: 'Test',
	active: false,
	isArchived: false,
	createdAt: new Date(0),
	updatedAt: new Date(0),
	activeVersionId: null,
	connections: {},
};
