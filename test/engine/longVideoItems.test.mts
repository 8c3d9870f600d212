import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { LONG_VIDEOS, type LongVideo } from '../support/longVideos.mts';
import { hostOf } from '../support/webHost.mts';
import { callTool } from '../support/toolCalls.mts';
import { Workbench } from '../support/workbench.mts';

/** What the next node reads of a long video: the names are frozen. */

/** The video has 24 s and a key frame each second. */
const PARTS = [
	{ start: 0, end: 10 },
	{ start: 10, end: 20 },
	{ start: 20, end: 24 },
];

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ taskTimeMs: 200 }));
afterAll(async () => await bench.close());

async function edit(parameters: INodeParameters, kind: LongVideo = 'everySecond') {
	const isMov = kind.startsWith('mov');
	const file = await bench.engine.storeFile({
		content: await readFile(await LONG_VIDEOS[kind](24)),
		fileName: isMov ? 'long.mov' : 'long.mp4',
		mimeType: isMov ? 'video/quicktime' : 'video/mp4',
	});
	const { error, items } = await bench.edit(
		{ videoSource: 'binary', ...parameters },
		{ files: [{ data: file }] },
	);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	return items[0];
}

const inPieces = async (parameters: INodeParameters = {}, options: IDataObject = {}) =>
	await edit({ ...parameters, options: { longVideos: 'pieces', ...options } as INodeParameters });

const piecesOf = (json: IDataObject) => json.pieces as IDataObject[];

const taskIds = () => [...bench.simulator.tasks.keys()].sort();

const expectTasks = (json: IDataObject) => {
	const pieces = piecesOf(json);
	expect(pieces).toMatchObject(PARTS);
	expect(pieces.map(({ taskId }) => taskId).sort()).toEqual(taskIds());
	expect(json.taskId).toBe(pieces[0].taskId);
};

describe('a video in pieces', () => {
	test('simplified: exactly the keys that are promised', async () => {
		const { json, binary } = await inPieces();
		expectTasks(json);
		expect(Object.keys(json).sort()).toEqual(
			'completedAt cost createdAt creditsCost pieces progress status taskId'.split(' '),
		);
		for (const piece of piecesOf(json)) {
			expect(Object.keys(piece).sort()).toEqual(
				'cost end start status taskId videoUrl videoUrlExpiresAt'.split(' '),
			);
		}
		expect(Object.keys(binary!)).toEqual(['data']);
	});

	test('Simplify off: the service’s own object of the first piece, and of each', async () => {
		const { json } = await inPieces({ simplify: false });
		expectTasks(json);
		const { pieces, ...first } = json;
		const [{ start, end, ...firstPiece }] = pieces as IDataObject[];
		expect(first).toEqual(firstPiece);
		expect([start, end]).toEqual([0, 10]);
		expect(first).toHaveProperty('credits_cost');
	});

	test.each<[string, INodeParameters, IDataObject]>([
		['without waiting', { waitForCompletion: false }, {}],
		['when the time is up', {}, { timeout: 0.05, onTimeout: 'returnTask' }],
	])('%s: its tasks, and no file', async (_, parameters, options) => {
		bench.reset({ taskTimeMs: 60_000 });
		const { json, binary } = await inPieces(parameters, options);
		expectTasks(json);
		expect(json).not.toHaveProperty('cost');
		expect(json).not.toHaveProperty('completedAt');
		for (const piece of piecesOf(json)) expect(piece).not.toHaveProperty('videoUrl');
		expect(binary).toBeUndefined();
	});

	test('Download Video off: the link of each, and no file', async () => {
		const { json, binary } = await inPieces({ downloadVideo: false });
		expectTasks(json);
		for (const { videoUrl } of piecesOf(json)) expect(videoUrl).toMatch(/^http/);
		expect(binary).toBeUndefined();
	});
});

describe('for an agent', () => {
	test.each([
		['finished', 200],
		['unfinished', 60_000],
	])('%s pieces', async (state, taskTimeMs) => {
		bench.reset({ taskTimeMs });
		const bytes = await readFile(await LONG_VIDEOS.everySecond(24));
		const host = await hostOf((_, response) => void response.end(bytes));
		try {
			const { answers } = await callTool(bench, ['Make it snow'], {
				videoUrl: host.url,
				options: { longVideos: 'pieces', ...(state === 'unfinished' && { timeout: 0.25 }) },
			});
			const [answer] = answers as IDataObject[];
			expectTasks(answer);
			if (state === 'finished') {
				for (const { videoUrl } of piecesOf(answer)) expect(videoUrl).toMatch(/^http/);
				expect(answer).not.toHaveProperty('nextStep');
			} else for (const id of taskIds()) expect(answer.nextStep).toContain(id);
		} finally {
			host.close();
		}
	});
});

describe('one part', () => {
	const parameters = { duration: 5, options: { start: 3.5 } };

	test('for a Duration: the part has it, and the service is told none', async () => {
		const { json } = await edit(parameters);
		expect(json).toMatchObject({ start: 3, end: 8.5, status: 'completed' });
		expect(json).not.toHaveProperty('pieces');
		expect(bench.submits[0].body).not.toHaveProperty('duration');
	});

	test('Estimate Edit says the same before', async () => {
		const { json } = await edit({ operation: 'estimateEdit', ...parameters });
		expect(json).toMatchObject({
			start: 3,
			end: 8.5,
			edits: 1,
			editSeconds: 5.5,
			videoSeconds: 24,
		});
		expect(json).not.toHaveProperty('pieces');
	});
});

describe('the joined file is what it says', () => {
	test.each<[LongVideo, string, string]>([
		['mov', 'mp4', 'video/mp4'],
		['movPcm', 'mov', 'video/quicktime'],
	])('of %s: %s', async (kind, extension, mimeType) => {
		const { json, binary } = await edit({ options: { longVideos: 'pieces' } }, kind);
		const fileName = `wan-edit-${json.taskId as string}.${extension}`;
		expect(binary!.data).toMatchObject({ fileName, mimeType });
	});
});
