import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { expect, test } from '@jest/globals';

import { readInputFile } from '../../../nodes/WanVideoEdit/source/inputFile';

test('n8n does other things while a large file is hashed that its store gives at once', async () => {
	const content = Buffer.alloc(40 * 1024 ** 2);
	const context = {
		helpers: {
			assertBinaryData: () => ({ mimeType: 'video/mp4', data: '' }),
			getBinaryDataBuffer: async () => await Promise.resolve(content),
		},
		getExecutionCancelSignal: () => undefined,
	} as unknown as IExecuteSingleFunctions;
	let others = 0;
	let isRead = false;
	const goOn = () => {
		others++;
		if (!isRead) setImmediate(goOn);
	};
	setImmediate(goOn);
	await readInputFile(context, 'Input Binary Field', 'data', () => undefined);
	isRead = true;
	expect(others).toBeGreaterThanOrEqual(9);
});
