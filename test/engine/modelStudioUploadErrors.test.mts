import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';
import type { IBinaryKeyData } from 'n8n-workflow';

import type { FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { makePng } from '../support/png.mts';
import { refusal, UploadBench } from '../support/uploadBench.mts';

let service: UploadBench;
beforeAll(async () => {
	service = await UploadBench.start();
});
beforeEach(() => service.reset());
afterEach(() => {
	jest.restoreAllMocks();
});
afterAll(async () => await service.close());

describe('an upload that is given up says what to do', () => {
	const png = makePng({ width: 300, height: 300 });
	const video = async () => [{ data: await service.file() }];
	const image = async () => [
		{ ...(await video())[0], style: await service.file({ content: png, fileName: 's.png' }) },
	];
	const style = { options: { referenceImageBinaryFields: 'style' } };
	const fails = async (files: IBinaryKeyData[], message: string, next: string, tries = 1) => {
		const { error } = await service.edit(files, 'style' in files[0] ? style : {});
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(next);
		expect(error?.description).toContain('not billed');
		expect(service.policies).toHaveLength(tries);
		expect(service.submits).toEqual([]);
	};

	test.each<[string, FaultAction, string, string]>([
		[
			'a key of another region',
			{
				kind: 'status',
				status: 401,
				body: { code: 'InvalidApiKey', message: 'Invalid API-key provided.', request_id: '1' },
			},
			'The video in Input Binary Field "data", clip.mp4 could not be uploaded (HTTP 401: InvalidApiKey, Invalid API-key provided.)',
			'Check the key in the credential, and that it belongs to the chosen service.',
		],
		[
			'an account without the model',
			{
				kind: 'status',
				status: 403,
				body: { code: 'Model.AccessDenied', message: 'Model access denied.' },
			},
			'could not be uploaded (HTTP 403: Model.AccessDenied',
			'Activate Wan2.7-VideoEdit',
		],
		[
			'no policy',
			{ kind: 'json', body: { request_id: '1', data: {} } },
			'could not be uploaded (no upload policy',
			'Or put the address of the video into Video URL.',
		],
		[
			'no such API',
			{ kind: 'status', status: 404, body: { message: 'no such path' } },
			'could not be uploaded (HTTP 404',
			'Check Service and Base URL in the credential',
		],
	])('asked for a policy: %s', async (_what, action, message, next) => {
		service.bench.simulator.addFault({ on: 'policy', times: Infinity, action });
		await fails(await video(), message, next);
	});

	test('what the storage refuses, for an image', async () => {
		service.onUpload(refusal(403, 'AccessDenied', 'Invalid according to Policy'), { after: 1 });
		await fails(
			await image(),
			'The reference image in Reference Image Binary Fields "style", s.png could not be uploaded (HTTP 403: AccessDenied, Invalid according to Policy)',
			'Or put the address of the image into Reference Image URLs.',
			2,
		);
	});

	test('what is too large for the storage', async () => {
		service.onUpload(refusal(400, 'EntityTooLarge', 'exceeds the maximum'));
		await fails(await video(), '400: EntityTooLarge', 'Make the video smaller.');
	});

	test.each([0.1, '0.1'])('what is too large by the policy: %p MB', async (maxFileSizeMb) => {
		service.reset({ maxFileSizeMb });
		await fails(
			await video(),
			'could not be uploaded (the service takes files of up to 0.1 MB)',
			'Make the video smaller.',
		);
		expect(service.uploads).toEqual([]);
		service.reset({ maxFileSizeMb: 1024 });
	});

	test.each([
		'https://files.example.com',
		'http://bucket.oss-cn-beijing.aliyuncs.com',
		'https://bucket.aliyuncs.com.example.com',
		'https://aliyuncs.example.com',
	])('%s is no host of the service', async (host) => {
		service.sendTo(host);
		await fails(
			await video(),
			`could not be uploaded (it is to go to ${host}, which is not the storage of Alibaba Cloud)`,
			'Check Service and Base URL in the credential.',
		);
	});

	test('a host that never takes it', async () => {
		jest.replaceProperty(timeLimitsOfBuiltNode(), 'stalledUpload', 300);
		service.onUpload({ kind: 'stall' }, { times: Infinity });
		await fails(
			await video(),
			'could not be uploaded (nothing moved for 0.3 seconds)',
			'Check the network between n8n and the service',
			4,
		);
	});
});
