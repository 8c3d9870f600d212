import { CredentialTestContext } from 'n8n-core';
import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type INodeCredentialTestResult,
	type INodeParameters,
} from 'n8n-workflow';

import { CredentialsHelper } from './credentialsHelper.mts';
import { additionalData } from './additionalData.mts';
import { NodeTypes } from './nodeTypes.mts';

/** What the credential dialog shows after "Retry" or "Save". */
export type TestResult = INodeCredentialTestResult;

/**
 * Tests a credential with the function of the node that says how, as n8n's server does it: what is hidden in the
 * dialog is left out of its data, and what is missing has its default.
 */
export async function testCredential(
	type: ICredentialType,
	data: ICredentialDataDecryptedObject,
): Promise<TestResult> {
	const test = (await testOf(type)) as (...args: unknown[]) => Promise<TestResult>;
	const entered = data as INodeParameters;
	const shown = NodeHelpers.getNodeParameters(type.properties, entered, true, false, null, null);
	const context = new CredentialTestContext(
		additionalData('test', 'internal', workflow, new CredentialsHelper(() => type, data)),
	);
	return await test.call(context, { id: '1', name: 'Tested', type: type.name, data: shown });
}

/** n8n's server looks at the nodes only when the type itself has no test. */
async function testOf({ name, test, supportedNodes = [] }: ICredentialType) {
	if (test) throw new Error(`The credential type ${name} has a test of its own`);
	const nodes = await NodeTypes.load(process.cwd());
	for (const nodeName of supportedNodes) {
		const { description, methods } = nodes.getByName(`n8n-nodes-wan-videoedit.${nodeName}`);
		const testedBy = description.credentials?.find((one) => one.name === name)?.testedBy;
		if (typeof testedBy !== 'string') continue;
		const found = methods?.credentialTest?.[testedBy];
		if (found) return found;
	}
	throw new Error('No testing function found for this credential.');
}

const workflow = {
	id: 'test',
	name: 'Test',
	active: false,
	isArchived: false,
	createdAt: new Date(0),
	updatedAt: new Date(0),
	activeVersionId: null,
	nodes: [],
	connections: {},
};
