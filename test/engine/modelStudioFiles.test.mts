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

import { makeVideo, readMedia } from '../support/media.mts';
import { makePng } from '../support/png.mts';
import { UploadBench } from '../support/uploadBench.mts';

let service: UploadBench;
let mov: Buffer;
beforeAll(async () => {
	service = await UploadBench.start();
	mov = await makeVideo({ container: 'mov', indexAtEnd: true, seconds: 3 });
});
beforeEach(() => service.reset());
afterEach(() => {
	jest.restoreAllMocks();
});
afterAll(async () => await service.close());

const HOUR_MS = 3_600_000;
const png = makePng({ width: 300, height: 300 });
const jpeg = Buffer.from('\xff\xd8\xff\xe0\x00\x10JFIF', 'latin1');
const webp = Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1');

/** An image of one colour, 24 bits a pixel. */
function makeBmp(width: number, height: number): Buffer {
	const bmp = Buffer.alloc(54 + width * height * 3);
	bmp.write('BM', 'latin1');
	bmp.writeUInt32LE(bmp.length, 2);
	bmp.writeUInt32LE(54, 10);
	bmp.writeUInt32LE(40, 14);
	bmp.writeInt32LE(width, 18);
	bmp.writeInt32LE(height, 22);
	bmp.writeUInt16LE(1, 26);
	bmp.writeUInt16LE(24, 28);
	return bmp;
}

async function files(contents: Record<string, Buffer>): Promise<IBinaryKeyData> {
	const stored = Object.entries(contents).map(async ([field, content]) => {
		const label = { fileName: `${field}.bin`, mimeType: 'application/octet-stream' };
		return [field, await service.file({ content, ...label })] as const;
	});
	return Object.fromEntries(await Promise.all(stored));
}

describe.each(['filesystem', 'default'] as const)('a file in the store "%s"', (mode) => {
	beforeAll(async () => await service.bench.engine.useStore(mode));
	afterAll(async () => await service.bench.engine.useStore('filesystem'));

	test.each(['mp4', 'mov'])('goes to the service itself, as the %s that it is', async (kind) => {
		const content = kind === 'mov' ? mov : service.mp4;
		const label = { fileName: 'upload.bin', mimeType: 'text/plain', isFromWebhook: true };
		const { error, items } = await service.edit(
			await service.file({ content, ...label }),
			{},
			// Nobody on the web can reach this n8n, and it keeps no executions.
			{
				isWebhook: true,
				publicUrl: 'http://192.168.1.20:5678',
				settings: { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' },
			},
		);
		expect(error).toBeUndefined();
		const { data, id } = items[0].binary!.data;
		const edited = id ? await service.bench.readFile(items[0]) : Buffer.from(data, 'base64');
		const { seconds } = await readMedia(edited);
		expect(seconds).toBeCloseTo(kind === 'mov' ? 3 : 6, 0);

		const [{ type, url }, ...others] = service.media();
		expect([type, others]).toEqual(['video', []]);
		expect(url).toMatch(new RegExp(`^oss://.+\\.${kind}$`));
		expect((await service.arrivedAs(url)).equals(content)).toBe(true);
		const [{ contentType }] = service.arrived;
		expect(contentType).toBe(kind === 'mov' ? 'video/quicktime' : 'video/mp4');
		expect(service.bench.simulator.ledger.billed).toBe(1);
	});

	test('goes there when the node does not wait and nothing of the execution is kept', async () => {
		const { error, items } = await service.edit(
			await service.file({ isFromWebhook: true }),
			{ waitForCompletion: false },
			{ isWebhook: true, settings: { saveDataSuccessExecution: 'none' } },
		);
		expect(error).toBeUndefined();
		expect(items[0].json.taskId).toBe(await service.bench.taskId());
		expect(service.arrived).toHaveLength(1);
	});

	test('only the service gets the key, and not the host that takes the file', async () => {
		await service.edit(await service.file());
		const key = service.bench.simulator.apiKey;
		expect(service.policies[0].headers.authorization).toBe(`Bearer ${key}`);
		expect(service.uploads).toHaveLength(1);
		expect(JSON.stringify(service.uploads)).not.toContain(key);
		const sent = service.uploads[0].headers;
		expect(Number(sent['content-length'])).toBeGreaterThan(service.mp4.length);
		expect(sent).not.toHaveProperty('transfer-encoding');
	});
});

test('reference images go there, too: links first, then the files, each as what it is', async () => {
	const link = service.bench.simulator.serveFile('first.png', png, 'image/png');
	const { error } = await service.edit(
		[await files({ data: service.mp4, style: jpeg, outfit: makeBmp(300, 300), face: webp })],
		{
			referenceImageUrls: link,
			options: { referenceImageBinaryFields: 'style, outfit, face' },
		},
	);
	expect(error).toBeUndefined();
	const [video, first, ...images] = service.media();
	expect(video.type).toBe('video');
	expect(first).toEqual({ type: 'reference_image', url: link });
	expect(images.map(({ type }) => type)).toEqual(Array(3).fill('reference_image'));
	expect(images.map(({ url }) => url.split('.').at(-1))).toEqual(['jpeg', 'bmp', 'webp']);
	expect(service.arrived.map(({ contentType }) => contentType)).toEqual([
		'video/mp4',
		'image/jpeg',
		'image/bmp',
		'image/webp',
	]);
	expect((await service.arrivedAs(images[1].url)).equals(makeBmp(300, 300))).toBe(true);
});

test('an image that the service does not take is refused in words that name those it takes', async () => {
	const parameters = { options: { referenceImageBinaryFields: 'style' } };
	const gif = [await files({ data: service.mp4, style: Buffer.from('GIF89a') })];
	const here = await service.edit(gif, parameters);
	expect(here.error?.message).toContain(
		'The reference image is a GIF image; files must be JPEG, PNG, WebP or BMP images',
	);
	const bmp = [await files({ style: makeBmp(300, 300) })];
	const elsewhere = await service.bench.edit(parameters, { files: bmp });
	expect(elsewhere.error?.message).toContain(
		'The reference image is a BMP image; files must be JPEG, PNG or WebP images',
	);
	expect(service.bench.apiRequests).toEqual([]);
});

test('a BMP image outside the limits of the model is refused before anything is sent', async () => {
	const { error } = await service.edit(
		[await files({ data: service.mp4, style: makeBmp(200, 300) })],
		{ options: { referenceImageBinaryFields: 'style' } },
	);
	expect(error?.message).toContain('has 200×300 pixels');
	expect(service.bench.apiRequests).toEqual([]);
});

test('domains that the credential allows do not matter for the host, which gets no credential', async () => {
	const limit = { allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' };
	const credential = { ...service.credential, ...limit };
	const { error } = await service.edit(await service.file(), {}, { credential });
	expect(error).toBeUndefined();
	expect(service.arrived).toHaveLength(1);
});

describe('once per purchase', () => {
	const onceMore = { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } };
	/** Nothing was bought, and the node does not repeat it by itself. */
	const refuseSubmit = () =>
		service.bench.simulator.addFault({
			on: 'submit',
			action: { kind: 'status', status: 403, body: { code: 'Model.AccessDenied', message: 'no' } },
		});

	test('a submit that is repeated names the same upload', async () => {
		service.bench.simulator.addFault({
			on: 'submit',
			action: { kind: 'status', status: 429, body: { code: 'Throttling', message: 'slow down' } },
		});
		const { error } = await service.edit(await service.file());
		expect(error).toBeUndefined();
		expect(service.submits).toHaveLength(2);
		expect(service.media(1)).toEqual(service.media(0));
		expect(service.uploads).toHaveLength(1);
	});

	test('so does Retry On Fail', async () => {
		refuseSubmit();
		const { error } = await service.edit(await service.file(), {}, onceMore);
		expect(error).toBeUndefined();
		expect(service.media(1)).toEqual(service.media(0));
		expect(service.uploads).toHaveLength(1);
	});

	test('so does "Retry" of a failed execution, until the upload is 12 hours old', async () => {
		for (const [hours, uploads] of [
			[11, 1],
			[13, 2],
		]) {
			service.reset();
			refuseSubmit();
			const failed = await service.edit(await service.file());
			expect(failed.error?.message).toContain('Model.AccessDenied');
			const { now } = Date;
			jest.spyOn(Date, 'now').mockImplementation(() => now() + hours * HOUR_MS);
			const { error } = await service.bench.retry(failed, service.parameters(), {
				credential: service.credential,
			});
			jest.restoreAllMocks();
			expect(error).toBeUndefined();
			expect(service.uploads).toHaveLength(uploads);
		}
	});

	test('but not with the key of another account, to which an upload does not belong', async () => {
		refuseSubmit();
		const failed = await service.edit(await service.file());
		const { settings } = service.bench.simulator;
		const { apiKey } = settings;
		settings.apiKey = 'sim-key-of-another-account';
		const { credential } = service;
		const retried = await service.bench.retry(failed, service.parameters(), { credential });
		settings.apiKey = apiKey;
		expect(retried.error).toBeUndefined();
		expect(service.uploads).toHaveLength(2);
	});

	test('a retry after the first of two files was taken uploads the second only', async () => {
		const body = '<Error><Code>InvalidArgument</Code></Error>';
		const action = { kind: 'status' as const, status: 400, body };
		service.bench.simulator.addFault({ on: 'upload', after: 1, action });
		const { error } = await service.edit(
			[await files({ data: service.mp4, style: png })],
			{ options: { referenceImageBinaryFields: 'style' } },
			onceMore,
		);
		expect(error).toBeUndefined();
		expect(service.uploads).toHaveLength(3);
		expect(service.arrived).toHaveLength(2);
	});

	test('a retry that goes on with a bought task uploads nothing', async () => {
		service.bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 401 } });
		const { error } = await service.edit(await service.file(), {}, onceMore);
		expect(error).toBeUndefined();
		expect(service.uploads).toHaveLength(1);
		expect(service.bench.simulator.ledger.billed).toBe(1);
	});

	test('several looks of one file share its upload', async () => {
		const data = await service.file();
		const { items } = await service.edit(
			[{ data }, { data }],
			{ prompt: '={{ $json.look }}' },
			{ items: [{ look: 'snow' }, { look: 'rain' }] },
		);
		expect(items.map(({ json }) => json.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
		expect(service.uploads).toHaveLength(1);
		expect(service.media(1)).toEqual(service.media(0));
		expect(service.bench.simulator.ledger.billed).toBe(2);
	});

	test('the execution keeps no address of an upload once there is a task', async () => {
		const { run } = await service.edit(await service.file());
		expect(JSON.stringify(run.data.executionData?.contextData)).not.toContain('oss://');
	});
});
