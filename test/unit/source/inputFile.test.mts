import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { expect, test } from '@jest/globals';

import { readInputFile } from '../../../nodes/WanVideoEdit/source/inputFile';
import { readVideoFile } from '../../../nodes/WanVideoEdit/source/videoFile';

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

test.each([
	[
		false,
		100 * 1024 ** 2 + 1,
		'The video is 100.1 MB; Wan 2.7 VideoEdit takes up to 100 MB. If it is longer than 10 s, the option Long Videos takes up to 500 MB',
	],
	[false, 500 * 1024 ** 2 + 1, 'The video is 500.1 MB; Wan 2.7 VideoEdit takes up to 100 MB'],
	[true, 100 * 1024 ** 2 + 1, undefined],
	[true, 500 * 1024 ** 2 + 1, 'The video is 500.1 MB; the node cuts files of up to 500 MB'],
])('a video may be larger where it may be cut: %p, %i bytes', async (takesLong, bytes, reason) => {
	const data = { mimeType: 'video/mp4', data: '', bytes };
	const context = {
		helpers: {
			assertBinaryData: () => data,
			getBinaryDataBuffer: async () =>
				await Promise.resolve(Buffer.from('\0\0\0\x18ftypisom', 'latin1')),
		},
		getExecutionCancelSignal: () => undefined,
	} as unknown as IExecuteSingleFunctions;
	const sources = { videoField: 'data', imageFields: [], probes: false };
	const reading = readVideoFile(context, sources, { takesLong });
	if (reason === undefined) expect((await reading)?.data).toBe(data);
	else await expect(reading).rejects.toThrow(`${reason} (Input Binary Field "data")`);
});
