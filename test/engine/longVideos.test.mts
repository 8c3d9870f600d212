import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { seen } from '../support/ffmpeg.mts';
import { LONG_VIDEOS, type LongVideo } from '../support/longVideos.mts';
import { ModelStudio } from '../support/modelStudio.mts';
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
	test.each<[LongVideo, number]>([
		['everySecond', 4],
		['encoderDefault', 5],
	])('%s', async (kind, pieces) => {
		const { error, items } = await editLong(kind, 34);
		expect(error).toBeUndefined();
		expect(bench.submits).toHaveLength(pieces);
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
