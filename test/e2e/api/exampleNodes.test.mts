import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import {
	NodeHelpers,
	type INode,
	type INodeTypeDescription,
	type IWorkflowBase,
} from 'n8n-workflow';

import type { N8nProgram } from '../../../n8n/server/n8nProgram.mts';

/** What n8n's own package of nodes says of them: one description for each kind of version. */
function descriptions(): INodeTypeDescription[] {
	const program = JSON.parse(process.env.E2E_N8N!) as N8nProgram;
	const path = realpathSync(program.args.at(-1) ?? program.command);
	const manifest = createRequire(path).resolve('n8n-nodes-base/package.json');
	const file = join(dirname(manifest), 'dist', 'types', 'nodes.json');
	return JSON.parse(readFileSync(file, 'utf8')) as INodeTypeDescription[];
}

const known = descriptions();

const descriptionOf = ({ type, typeVersion }: INode) =>
	known.find(
		({ name, version }) =>
			`n8n-nodes-base.${name}` === type && [version].flat().includes(typeVersion),
	);

describe.each(readdirSync('examples'))('%s', (file) => {
	const { nodes } = JSON.parse(readFileSync(join('examples', file), 'utf8')) as IWorkflowBase;
	const own = nodes.filter(({ type }) => type.startsWith('n8n-nodes-base.'));

	test('n8n knows every node of its own in this version, and finds no fault with its fields', () => {
		const issues = own.flatMap((node) => {
			const description = descriptionOf(node);
			if (!description) return [`${node.name}: ${node.type} ${node.typeVersion} is not known`];
			const { properties } = description;
			const found = NodeHelpers.getNodeParametersIssues(properties, node, description);
			const names = new Set(properties.map(({ name }) => name));
			const strange = Object.keys(node.parameters).filter((name) => !names.has(name));
			return [
				...Object.values(found?.parameters ?? {}).flat(),
				...strange.map((name) => `no field ${name}`),
			].map((issue) => `${node.name}: ${issue}`);
		});
		expect(issues).toEqual([]);
	});
});
