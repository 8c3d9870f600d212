import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { seen } from '../support/ffmpeg.mts';
import { LONG_VIDEO_NAMES, LONG_VIDEOS, type LongVideo } from '../support/longVideos.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { hostOf } from '../support/webHost.mts';
import { Workbench, type EditOptions } from '../support/workbench.mts';

let bench: Workbench;
let modelStudio: ModelStudio;
let folder: string;
beforeAll(async () => {
	bench = await Workbench.start();
	modelStudio = new ModelStudio(bench);
	folder = await mkdtemp(join(tmpdir(), 'long-videos-'));
});
beforeEach(() => bench.reset({ taskTimeMs: 200 }));
afterAll(async () => {
	await bench.close();
	await rm(folder, { recursive: true });
});

/** All that can be cut into pieces. */
const WHOLE = LONG_VIDEO_NAMES.filter((name) => name !== 'fewKeys' && name !== 'noKeys');

interface Piece extends IDataObject {
	taskId: string;
	status: string;
	start: number;
	end: number;
	videoUrl: string;
	cost: number;
}

const piecesOf = ({ json }: INodeExecutionData) => json.pieces as Piece[];

async function editLong(
	kind: LongVideo,
	seconds: number,
	options: IDataObject = { longVideos: 'pieces' },
	{ at = 'apimart', ...editOptions }: EditOptions & { at?: 'apimart' | 'modelStudio' } = {},
) {
	const content = await readFile(await LONG_VIDEOS[kind](seconds));
	const isMov = kind.startsWith('mov');
	const file = await bench.engine.storeFile({
		content,
		fileName: isMov ? 'long.mov' : 'long.mp4',
		mimeType: isMov ? 'video/quicktime' : 'video/mp4',
	});
	const parameters = { videoSource: 'binary', binaryPropertyName: 'data', options } as never;
	const service = at === 'apimart' ? bench : modelStudio;
	return await service.edit(parameters, { files: [{ data: file }], ...editOptions });
}

async function seenFile(item: INodeExecutionData) {
	const path = join(folder, `result.${item.binary!.data.fileExtension}`);
	await writeFile(path, await bench.readFile(item));
	return await seen(path);
}

describe('a long video is edited in pieces, and comes back in one', () => {
	test.each(WHOLE)('%s', async (kind) => {
		const { error, items } = await editLong(kind, 34);
		expect(error).toBeUndefined();
		expect(bench.submits).toHaveLength(piecesOf(items[0]).length);
		const source = await seen(await LONG_VIDEOS[kind](34));
		const result = await seenFile(items[0]);
		expect(result).toMatchObject({
			times: source.times,
			pictures: source.pictures,
			durationS: source.durationS,
			soundMd5: source.soundMd5,
			warnings: '',
		});
	});
});

test('the item tells of each piece, and of all together', async () => {
	const { items } = await editLong('everySecond', 34);
	const pieces = piecesOf(items[0]);
	expect(pieces.map(({ start, end }) => [start, end])).toEqual([
		[0, 10],
		[10, 20],
		[20, 30],
		[30, 34],
	]);
	expect(new Set(pieces.map(({ taskId }) => taskId)).size).toBe(4);
	expect(items[0].json).toMatchObject({
		taskId: pieces[0].taskId,
		status: 'completed',
		cost: expect.closeTo(
			pieces.reduce((sum, { cost }) => sum + cost, 0),
			6,
		),
	});
	expect(items[0].json).not.toHaveProperty('videoUrl');
	expect(items[0].binary!.data).toMatchObject({
		fileName: `wan-edit-${pieces[0].taskId}.mp4`,
		mimeType: 'video/mp4',
	});
});

test('one part is edited, and the item says where it really begins', async () => {
	const { error, items } = await editLong('bFrames', 34, { longVideos: 'cut', start: 13 });
	expect(error).toBeUndefined();
	expect(bench.submits).toHaveLength(1);
	expect(items[0].json).toMatchObject({ start: 12, end: 22 });
	const source = await seen(await LONG_VIDEOS.bFrames(34));
	const shown = source.times.flatMap((time, at) => (time >= 12 && time < 22 ? [at] : []));
	const result = await seenFile(items[0]);
	expect(result.pictures).toEqual(shown.map((at) => source.pictures[at]));
	expect(result).toMatchObject({ warnings: '' });
	expect(result.durationS).toBeCloseTo(10, 1);
});

describe('a video of two minutes', () => {
	test.each<LongVideo>(['everySecond', 'openGop', 'variableRate'])('%s', async (kind) => {
		const { error, items } = await editLong(kind, 120);
		expect(error).toBeUndefined();
		const source = await seen(await LONG_VIDEOS[kind](120));
		expect(await seenFile(items[0])).toMatchObject({
			times: source.times,
			durationS: source.durationS,
			soundMd5: source.soundMd5,
			warnings: '',
		});
	});
});

test('at Model Studio, the pieces are uploaded', async () => {
	const { error, items } = await editLong('bFrames', 34, undefined, { at: 'modelStudio' });
	expect(error).toBeUndefined();
	expect(modelStudio.submits).toHaveLength(4);
	const source = await seen(await LONG_VIDEOS.bFrames(34));
	expect(await seenFile(items[0])).toMatchObject({ times: source.times, warnings: '' });
	expect(items[0].json).toMatchObject({ billedSeconds: expect.any(Number) });
});

test('a video on the web is fetched once, and its pieces are given to the service', async () => {
	const bytes = await readFile(await LONG_VIDEOS.everySecond(34));
	const host = await hostOf((_, response) => void response.end(bytes));
	try {
		const videoUrl = host.url;
		const { error, items } = await bench.edit({ videoUrl, options: { longVideos: 'pieces' } });
		expect(error).toBeUndefined();
		expect(piecesOf(items[0])).toHaveLength(4);
		expect(host.requests).toHaveLength(1);
		expect(items[0].binary!.data.fileExtension).toBe('mp4');
	} finally {
		host.close();
	}
});

test('what the model takes as it is stays one edit of the video itself', async () => {
	const { error, items } = await bench.edit({ options: { longVideos: 'pieces' } });
	expect(error).toBeUndefined();
	expect(bench.submits).toHaveLength(1);
	expect(bench.submits[0].body).toMatchObject({ video_urls: [bench.simulator.sampleUrl] });
	expect(piecesOf(items[0])).toMatchObject([{ start: 0, end: 6, taskId: items[0].json.taskId }]);
	expect(items[0].json).toHaveProperty('videoUrl');
});

test('with Check Source off, too, what the model takes as it is stays one edit of the file itself', async () => {
	const { error, items } = await editLong('everySecond', 6, {
		longVideos: 'pieces',
		checkSource: false,
	});
	expect(error).toBeUndefined();
	expect(bench.submits).toHaveLength(1);
	expect(bench.submits[0].body).not.toHaveProperty('seed');
	expect(piecesOf(items[0])).toMatchObject([{ start: 0, end: 6 }]);
	expect(items[0].json).toHaveProperty('videoUrl');
});

describe('what cannot be done is refused, and nothing is bought', () => {
	test.each<[LongVideo, IDataObject, RegExp]>([
		['noKeys', { longVideos: 'pieces' }, /cannot be cut.*no key frame between/],
		['fewKeys', { longVideos: 'pieces' }, /cannot be cut.*key frame/],
		['everySecond', { start: 40 }, /cannot be cut.*34 s/],
		['fewKeys', { start: 11 }, /cannot be cut.*key frame before 11 s is at 0 s/],
	])('%s %j', async (kind, options, message) => {
		const { error } = await editLong(kind, 34, options);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/not billed\.$/);
		expect(bench.submits).toEqual([]);
	});

	test('a Duration with pieces', async () => {
		const { error } = await bench.edit({ duration: 5, options: { longVideos: 'pieces' } });
		expect(error?.message).toMatch(/^Duration \(Seconds\) must be 0 when Long Videos/);
		expect(bench.submits).toEqual([]);
	});
});

test('an estimate tells the pieces and what they cost together, and buys nothing', async () => {
	const content = await readFile(await LONG_VIDEOS.everySecond(34));
	const file = await bench.engine.storeFile({
		content,
		fileName: 'long.mp4',
		mimeType: 'video/mp4',
	});
	const credential = { ...bench.credential, price1080p: 0.15 };
	const parameters = {
		operation: 'estimateEdit',
		videoSource: 'binary',
		options: { longVideos: 'pieces' },
	};
	const { error, items } = await bench.edit(parameters, { files: [{ data: file }], credential });
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({
		videoSeconds: 34,
		editSeconds: 34,
		edits: 4,
		pieces: [
			{ start: 0, end: 10 },
			{ start: 10, end: 20 },
			{ start: 20, end: 30 },
			{ start: 30, end: 34 },
		],
		estimatedCost: 5.1,
		estimatedCostAtMost: 10.2,
	});
	expect(bench.submits).toEqual([]);
});
