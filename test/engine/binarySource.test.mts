import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { IBinaryData, IDataObject } from 'n8n-workflow';

import type { FileToStore } from '../../n8n/engine/engine.mts';
import { NEVER_MS } from '../support/endlessTasks.mts';
import { makeVideo, readMedia, SAMPLE_PATH } from '../support/media.mts';
import { Workbench, type EditOptions } from '../support/workbench.mts';

const APIMART = { service: 'https://api.apimart.ai', apiKey: 'sk-never-sent' };
let bench: Workbench;
let mp4: Buffer;
let mov: Buffer;
beforeAll(async () => {
	bench = await Workbench.start();
	mp4 = await readFile(SAMPLE_PATH);
	mov = await makeVideo({ container: 'mov', indexAtEnd: true, seconds: 3 });
});
beforeEach(() => bench.reset({ taskTimeMs: 200 }));
afterAll(async () => await bench.close());

const clip = async (change: Partial<FileToStore> = {}): Promise<IBinaryData> =>
	await bench.engine.storeFile({
		content: mp4,
		fileName: 'clip.mp4',
		mimeType: 'video/mp4',
		...change,
	});

const editFile = async (
	file: IBinaryData,
	parameters: IDataObject = {},
	options: EditOptions = {},
) =>
	await bench.edit({ videoSource: 'binary', binaryPropertyName: 'data', ...parameters } as never, {
		files: [{ data: file }],
		...options,
	});

const sentLink = () => (bench.submits[0].body as { video_urls: [string] }).video_urls[0];

/** When the link ends, as its token says. */
const endOf = (link: string) => {
	const [, claims] = new URL(link).searchParams.get('token')!.split('.');
	return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number }).exp * 1000;
};

describe('a file that a webhook or form received is edited, and the next node gets a file', () => {
	test.each(['mp4', 'mov'])('%s', async (kind) => {
		const isMov = kind === 'mov';
		const file = await clip({
			content: isMov ? mov : mp4,
			fileName: `holiday.${kind}`,
			mimeType: isMov ? 'video/quicktime' : 'video/mp4',
			isFromWebhook: true,
		});
		const { error, items } = await editFile(file, {}, { isWebhook: true });
		expect(error).toBeUndefined();
		expect(items[0].binary!.data).toMatchObject({ mimeType: 'video/mp4', fileExtension: 'mp4' });
		expect(await readMedia(await bench.readFile(items[0]))).toMatchObject({
			seconds: isMov ? 3 : 6,
			width: 640,
			height: 360,
		});
		expect(sentLink()).toContain('/rest/binary-data/signed?token=');
	});

	test('the service can still fetch it when the node does not wait and the execution is over', async () => {
		bench.reset({ taskTimeMs: NEVER_MS });
		const file = await clip({ isFromWebhook: true });
		await editFile(file, { waitForCompletion: false }, { isWebhook: true });
		const { data } = await axios.get<Buffer>(sentLink(), { responseType: 'arraybuffer' });
		expect(data.equals(mp4)).toBe(true);
	});

	test('and the link ends when no repetition of the submit can need it any more', async () => {
		await editFile(await clip());
		const hours = (endOf(sentLink()) - Date.now()) / 3_600_000;
		expect(hours).toBeGreaterThan(23);
		expect(hours).toBeLessThanOrEqual(24);
	});
});

test('a file without a label is sent as the video that it is', async () => {
	for (const [content, mimeType, label] of [
		[mp4, 'application/octet-stream', 'video/mp4'],
		[mov, 'text/plain', 'video/quicktime'],
	] as const) {
		bench.reset();
		await editFile(await clip({ content, mimeType, fileName: undefined }));
		const { headers } = await axios.get(sentLink(), { responseType: 'arraybuffer' });
		expect(headers['content-type']).toBe(label);
	}
});

test('a file that a node made itself, as base64, is edited, too', async () => {
	const file = { data: mp4.toString('base64'), mimeType: 'video/mp4', fileName: 'made.mp4' };
	const { error, items } = await editFile(file);
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
});

test('a workflow that keeps files within the JSON is served, too', async () => {
	const settings = { binaryMode: 'combined' as const };
	const { error, items } = await bench.edit(
		{ videoSource: 'binary', binaryPropertyName: 'clip' },
		{ items: [{ clip: await clip() }], settings },
	);
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
});

describe('refused before a submit', () => {
	const large = async () =>
		await clip({ content: await makeVideo({ padToBytes: 100 * 1024 ** 2 + 1 }) });

	test.each<[string, () => Promise<IBinaryData>, string]>([
		[
			'an image',
			async () => await clip({ content: Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1') }),
			'The video is a PNG image; Wan 2.7 VideoEdit takes MP4 and MOV files (Input Binary Field "data", clip.mp4)',
		],
		[
			'a web page with a video’s name',
			async () => await clip({ content: Buffer.from('<!DOCTYPE html><title>Sign in</title>') }),
			'The video is a web page; Wan 2.7 VideoEdit takes MP4 and MOV files',
		],
		['nothing', async () => await clip({ content: Buffer.alloc(0) }), 'The video is an empty file'],
		['100 MB and a byte', large, 'The video is 100.1 MB; Wan 2.7 VideoEdit takes up to 100 MB'],
		[
			'the same, when n8n does not tell the size',
			async () => ({ ...(await large()), bytes: undefined }),
			'Wan 2.7 VideoEdit takes up to 100 MB',
		],
		[
			'a file that is gone',
			async () => ({
				...(await clip()),
				id: 'filesystem-v2:workflows/w/executions/1/binary_data/x',
			}),
			'The file in Input Binary Field "data", clip.mp4 cannot be read',
		],
	])('%s', async (_what, make, message) => {
		const { error, items } = await editFile(await make(), { options: { checkSource: false } });
		expect(error?.message).toContain(message);
		expect(error?.description).toContain('was not started');
		expect(items).toEqual([]);
		expect(bench.apiRequests).toEqual([]);
	});

	test('a field that the item has not', async () => {
		const { error } = await editFile(await clip(), { binaryPropertyName: 'video' });
		expect(error?.message).toContain("no binary field 'video'");
		const without = await bench.edit({ videoSource: 'binary', binaryPropertyName: 'data' });
		expect(without.error?.message).toContain("binary file 'data'");
		expect(bench.apiRequests).toEqual([]);
	});
});

describe('an n8n from which the service cannot fetch', () => {
	test.each([
		['http://localhost:5678', 'http://localhost:5678'],
		['http://192.168.1.20:5678', 'http://192.168.1.20:5678'],
		['http://n8n:5678', 'http://n8n:5678'],
	])('%s is no public address', async (publicUrl, shown) => {
		const { error } = await editFile(await clip(), {}, { publicUrl, credential: APIMART });
		expect(error?.message).toBe(
			`The service cannot fetch the file from this n8n, whose public address is ${shown}`,
		);
		expect(error?.description).toContain('WEBHOOK_URL');
		expect(error?.description).toContain('Video Source to "URL"');
		expect(error?.description).toContain('was not started');
	});

	test('its public address leads to something else', async () => {
		const { filesUrl: publicUrl } = bench.simulator;
		const { error } = await editFile(await clip(), {}, { publicUrl });
		expect(error?.message).toContain('answers with HTTP 404');
		expect(error?.description).toContain('/rest/binary-data/signed');
		expect(bench.submits).toEqual([]);

		const options = { checkSource: false };
		const unchecked = await editFile(await clip(), { options }, { publicUrl });
		expect(unchecked.error?.message).toMatch(/^The edit failed/);
		expect(bench.submits).toHaveLength(1);
	});

	test('it keeps files in memory', async () => {
		await bench.engine.useStore('default');
		const { error } = await editFile(await clip());
		await bench.engine.useStore('filesystem');
		expect(error?.message).toContain(
			'keeps the file in Input Binary Field "data", clip.mp4 in memory',
		);
		expect(error?.description).toContain('N8N_DEFAULT_BINARY_DATA_MODE');
		expect(bench.apiRequests).toEqual([]);
	});

	test('it deletes the file with the execution, before the service has fetched it', async () => {
		const settings = { saveDataSuccessExecution: 'none' as const };
		const { error } = await editFile(await clip(), { waitForCompletion: false }, { settings });
		expect(error?.message).toContain('n8n may delete the file');
		expect(bench.apiRequests).toEqual([]);
		expect((await editFile(await clip(), {}, { settings })).error).toBeUndefined();
	});
});

describe('paid once', () => {
	const onceMore = { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } };

	test('a retry after a lost answer sends the same link, so that the service knows it again', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const { error } = await editFile(await clip(), {}, onceMore);
		expect(error).toBeUndefined();
		expect(bench.submits).toHaveLength(2);
		expect(bench.submits[1].body).toEqual(bench.submits[0].body);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('"Retry" goes on with the task of the same file, whatever n8n calls it by now', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 401 } });
		const parameters = { videoSource: 'binary', binaryPropertyName: 'data' };
		const options = { files: [{ data: await clip({ isFromWebhook: true }) }], isWebhook: true };
		const failed = await bench.edit(parameters, options);
		expect(failed.error?.message).toContain(await bench.taskId());
		const { error, items } = await bench.retry(failed, parameters);
		expect(error).toBeUndefined();
		expect(items[0].json.taskId).toBe(await bench.taskId());
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('a store that breaks off while it is read: no half file is submitted', async () => {
		bench.engine.breakNextRead(150_000);
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const { error } = await editFile(await clip(), {}, { node: { ...onceMore.node, maxTries: 3 } });
		expect(error).toBeUndefined();
		expect(bench.submits).toHaveLength(2);
		expect(bench.simulator.ledger.billed).toBe(1);

		bench.engine.breakNextRead(150_000);
		const broken = await editFile(await clip());
		expect(broken.error?.message).toContain('cannot be read');
		expect(bench.submits).toHaveLength(2);
	});

	test('a key leads back to a file only within the execution, and no message says otherwise', async () => {
		const options = { idempotencyKey: 'order-7' };
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const { error } = await editFile(await clip(), { options });
		expect(error?.message).toContain('order-7');
		expect(error?.description).toContain('Retry On Fail');
		expect(error?.description).not.toContain('option Idempotency Key');

		const anew = await editFile(await clip(), { options });
		expect(anew.error?.message).toContain('The service knows this edit from an earlier attempt');
		expect(anew.error?.description).toContain('may be billed');
		expect(anew.error?.description).not.toContain('not billed');
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('another file is another edit', async () => {
		bench.simulator.addFault({ on: 'task', times: 2, action: { kind: 'status', status: 401 } });
		const parameters = {
			videoSource: 'binary',
			binaryPropertyName: 'data',
		};
		const binary = { data: await clip(), other: await clip({ content: mov }) };
		const failed = await bench.edit(parameters, { files: [binary] });
		await bench.retry(failed, { ...parameters, binaryPropertyName: 'other' });
		expect(bench.simulator.ledger.billed).toBe(2);
	});

	test('what may be bought is not judged anew', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit();
		expect(failed.error?.message).toContain('Idempotency Key');
		bench.simulator.addFault({
			on: 'look',
			times: Infinity,
			action: { kind: 'status', status: 404 },
		});
		const { error, items } = await bench.retry(failed);
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('the execution keeps no link once there is a task', async () => {
		const { run } = await editFile(await clip());
		expect(JSON.stringify(run.data.executionData?.contextData)).not.toContain('token=');
	});
});

test('twenty files side by side, each with its own video', async () => {
	const lengths = [2, 3, 4, 5];
	const contents = await Promise.all(lengths.map(async (seconds) => await makeVideo({ seconds })));
	const files = await Promise.all(
		Array.from({ length: 20 }, async (_, i) => ({
			data: await clip({ content: contents[i % 4] }),
		})),
	);
	const { items } = await bench.edit(
		{ videoSource: 'binary', binaryPropertyName: 'data' },
		{ files },
	);
	const seconds = await Promise.all(
		items.map(async (item) => (await readMedia(await bench.readFile(item))).seconds),
	);
	expect(seconds.map(Math.round)).toEqual(files.map((_, i) => lengths[i % 4]));
});

test('several looks of one file: it is read, copied and looked at once', async () => {
	const data = await clip({ isFromWebhook: true });
	const { items } = await bench.edit(
		{ videoSource: 'binary', binaryPropertyName: 'data', prompt: '={{ $json.look }}' },
		{ items: [{ look: 'snow' }, { look: 'rain' }], files: [{ data }, { data }], isWebhook: true },
	);
	expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
	const links = bench.submits.map(({ body }) => (body as { video_urls: [string] }).video_urls[0]);
	expect(new Set(links).size).toBe(1);
	expect(bench.simulator.ledger.billed).toBe(2);
});

test('Stop while the sources are looked at ends it at once, and nothing is submitted', async () => {
	bench.simulator.addFault({ on: 'look', action: { kind: 'stall' } });
	const execution = bench.begin(bench.submitParameters());
	while (bench.requests('GET', /^\/samples\//).length === 0) await delay(10);
	const stoppedMs = performance.now();
	execution.stop();
	await execution.ended;
	expect(performance.now() - stoppedMs).toBeLessThan(10_000);
	await delay(300);
	expect(bench.apiRequests).toEqual([]);
});
