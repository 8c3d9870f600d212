import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';
import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import { CODES, holdsCode, withoutCodes } from '../../../nodes/WanVideoEdit/errors/plainWords';

/** The codes for which n8n has a message of its own, as it has them today. */
function codesOfN8n(): string[] {
	const main = createRequire(import.meta.url).resolve('n8n-workflow');
	const file = path.join(path.dirname(main), 'errors/abstract/node.error.js');
	const [, list] = /COMMON_ERRORS = \{([^}]+)\}/.exec(readFileSync(file, 'utf8'))!;
	return [...list.matchAll(/^\s*(\w+):/gm)].map(([, code]) => code);
}

const node = { name: 'Wan Video Edit' } as INode;

/** What n8n does with an error of which it does not know that a node has made it. */
const wrapped = (message: string) =>
	new NodeApiError(node, { message } as unknown as JsonObject, { message, httpCode: 'none' });

describe('n8n does not swap the message for', () => {
	const codes = codesOfN8n();

	test('a code that it knows: each of them is known here, too', () => {
		expect(codes.length).toBeGreaterThan(10);
		expect(Object.keys(CODES)).toEqual(expect.arrayContaining(codes));
	});

	test.each(codes)('%s, however it stands in a text', (code) => {
		const lower = code.toLowerCase();
		const texts = [code, lower, `(${code})`, `connect ${code} 10.0.0.1:443`, `${code}: ${lower}`];
		const words = [`x${code}y`, `Storag${code}Denied`, `/files/${code}.mp4`, `${code}${code}`];
		for (const text of [...texts, ...words]) {
			const message = `Something went wrong with task task_1: ${text}`;
			expect(wrapped(message).message).not.toBe(message);
			const plain = withoutCodes(message);
			expect(wrapped(plain).message).toBe(plain);
			expect(plain).toContain('task_1');
		}
	});
});

test.each([
	['getaddrinfo ENOTFOUND example.com', 'name lookup: host unknown example.com'],
	['connect ECONNREFUSED 10.0.0.1:443', 'connect connection refused 10.0.0.1:443'],
	['ResourceNotFound: no such video', 'Resource NotFound: no such video'],
	['WorkspaceAccessDenied', 'Workspace AccessDenied'],
	['FileExists', 'File Exists'],
	['nothing to see', 'nothing to see'],
])('people can read what stays: %s', (text, plain) => {
	expect(withoutCodes(text)).toBe(plain);
});

test('an ID stays as it is, whatever it holds', () => {
	const [id, key] = ['task_01EPERM7', 'enotfound'];
	const message = `Task ${id} failed: EPERM (key ${key}, ENOTFOUND)`;
	expect(withoutCodes(message, ['', 'task_2', id, id, key])).toBe(
		`Task ${id} failed: not permitted (key ${key}, host unknown)`,
	);
	expect(holdsCode(id)).toBe(true);
});
