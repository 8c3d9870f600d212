import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type {
	IBinaryData,
	IDataObject,
	INode,
	INodeExecutionData,
	IRun,
	IWorkflowBase,
} from 'n8n-workflow';

import type { ExecutionOptions } from '../../n8n/engine/engine.mts';
import { isNote } from '../support/canvas.mts';
import { seen } from '../support/ffmpeg.mts';
import { LONG_VIDEOS } from '../support/longVideos.mts';
import { makeVideo, readMedia, SAMPLE_PATH } from '../support/media.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
afterAll(async () => await bench.close());

const read = async (name: string) =>
	JSON.parse(await readFile(`examples/${name}.json`, 'utf8')) as IWorkflowBase;

const isOurs = ({ type }: INode) => type === 'n8n-nodes-wan-videoedit.wanVideoEdit';

/** Imports an example, chooses the credential as a person would, and executes it. */
async function run(
	name: string,
	{
		videoUrl,
		credential = bench.credential,
		...options
	}: Partial<ExecutionOptions> & { videoUrl?: string },
): Promise<IRun> {
	const workflow = await read(name);
	for (const node of workflow.nodes.filter(isOurs)) {
		node.credentials = { wanVideoEditApi: { id: '1', name: 'Simulator' } };
		if (videoUrl !== undefined) node.parameters.videoUrl = videoUrl;
	}
	return await bench.engine.execute({ ...options, workflow, credential }).ended;
}

/** What is in the file that the last node got. */
const lastFile = async (ended: IRun, last?: string) =>
	await readMedia(await lastFileOf(ended, last));

/** The file that the last node got. */
async function lastFileOf({ data }: IRun, last = 'Your Next Step'): Promise<Buffer> {
	const { runData, lastNodeExecuted, error } = data.resultData;
	if (error) throw error;
	expect(lastNodeExecuted).toBe(last);
	const [item] = runData[last][0].data!.main[0]!;
	const file: IBinaryData = item.binary!.data;
	expect(file).toMatchObject({
		mimeType: 'video/mp4',
		fileName: `wan-edit-${item.json.taskId as string}.mp4`,
	});
	return await bench.readFile(item);
}

test('edit-a-video', async () => {
	const ended = await run('edit-a-video', { videoUrl: bench.simulator.sampleUrl });
	expect(await lastFile(ended)).toMatchObject({ seconds: 6, width: 640 });
});

/** What a form hands on that got a video, and what is asked of it. */
async function formItem(kind: 'mp4' | 'mov'): Promise<INodeExecutionData> {
	const content =
		kind === 'mp4'
			? await readFile(SAMPLE_PATH)
			: await makeVideo({ container: 'mov', indexAtEnd: true, seconds: 4 });
	const Video = await bench.engine.storeFile({
		content,
		fileName: `upload.${kind}`,
		mimeType: kind === 'mp4' ? 'video/mp4' : 'video/quicktime',
		isFromWebhook: true,
	});
	return { json: { Instruction: 'Make it snow' }, binary: { Video } };
}

test.each(['mp4', 'mov'] as const)(
	'edit-an-uploaded-video, with an upload in .%s',
	async (kind) => {
		bench.reset();
		const items = [await formItem(kind)];
		const ended = await run('edit-an-uploaded-video', { items, isWebhook: true });
		expect(await lastFile(ended)).toMatchObject({ seconds: kind === 'mp4' ? 6 : 4, width: 640 });

		const { prompt, video_urls: links } = bench.submits[0].body as Record<string, unknown>;
		expect(prompt).toBe('Make it snow');
		expect(links).toEqual([expect.stringContaining('/rest/binary-data/signed?token=')]);
	},
);

describe('edit-a-file-from-your-computer, in an n8n that nobody can reach', () => {
	const nobodysAddress = 'http://127.0.0.1:1';
	const edit = async (kind: 'mp4' | 'mov') =>
		await run('edit-a-file-from-your-computer', {
			items: [await formItem(kind)],
			isWebhook: true,
			publicUrl: nobodysAddress,
			credential: { ...bench.credential, apiStyle: 'modelStudio' },
		});
	beforeEach(() => bench.reset({ outcome: 'completed' }));

	test.each(['mp4', 'mov'] as const)('a form’s upload in .%s comes back edited', async (kind) => {
		const ended = await edit(kind);
		const file = await lastFile(ended, 'Give the Video');
		expect(file).toMatchObject({ seconds: kind === 'mp4' ? 6 : 4, width: 640 });
		const [{ body }] = bench.requests('POST', /\/video-synthesis$/);
		const { prompt, media } = (body as { input: IDataObject }).input;
		expect(prompt).toBe('Make it snow');
		expect(media).toEqual([
			{ type: 'video', url: expect.stringMatching(new RegExp(`^oss://.*\\.${kind}$`)) },
		]);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('an edit that fails says why on the last page', async () => {
		bench.simulator.settings.outcome = 'failed';
		const { data } = await edit('mp4');
		const { runData, lastNodeExecuted } = data.resultData;
		expect(lastNodeExecuted).toBe('Tell What Went Wrong');
		const [{ json }] = runData['Tell What Went Wrong'][0].data!.main[0]!;
		expect(json.error).toMatch(/^The edit failed.* \(task \S+, "FAILED"\)$/);
	});
});

describe('edit-a-long-video', () => {
	const VIDEO_S = 24;
	const PIECES = 3;
	const PRICE_USD = 0.1;
	/** If the seconds of the video are billed, too. */
	const MOST_USD = 2 * VIDEO_S * PRICE_USD;

	const edit = async (
		style: 'apimart' | 'modelStudio',
		limitUsd: number,
		price720p = PRICE_USD,
	) => {
		bench.reset({ outcome: 'completed' });
		const path = await LONG_VIDEOS.everySecond(VIDEO_S);
		const Video = await bench.engine.storeFile({
			content: await readFile(path),
			fileName: 'long.mp4',
			mimeType: 'video/mp4',
			isFromWebhook: true,
		});
		const json = { Instruction: 'Make it snow', 'Most US Dollars': limitUsd };
		const credential = { ...bench.credential, apiStyle: style, price720p };
		const items = [{ json, binary: { Video } }];
		return await run('edit-a-long-video', {
			items,
			isWebhook: true,
			credential,
			// Model Studio takes files from an n8n that nobody can reach.
			...(style === 'modelStudio' && { publicUrl: 'http://127.0.0.1:1' }),
		});
	};
	const paid = () => bench.simulator.ledger.billed - bench.simulator.ledger.refunded;

	test.each(['apimart', 'modelStudio'] as const)(
		'a form’s upload comes back whole, with its sound (%s)',
		async (style) => {
			const file = await lastFileOf(await edit(style, MOST_USD), 'Say That It Is Ready');
			expect(paid()).toBe(PIECES);
			const folder = await mkdtemp(join(tmpdir(), 'example-'));
			const path = join(folder, 'edited.mp4');
			await writeFile(path, file);
			const { times, soundMd5, warnings } = await seen(path);
			await rm(folder, { recursive: true });
			const source = await seen(await LONG_VIDEOS.everySecond(VIDEO_S));
			expect({ times, soundMd5, warnings }).toEqual({
				times: source.times,
				soundMd5: source.soundMd5,
				warnings: '',
			});
			for (const { body } of bench.requests('POST', /generations$|video-synthesis$/)) {
				expect(JSON.stringify(body)).toContain('Make it snow');
			}
		},
	);

	test.each([
		['it may cost more than was allowed', PRICE_USD],
		['what it costs is not known', 0],
	])('nothing is bought when %s', async (_why, price720p) => {
		const { data } = await edit('apimart', MOST_USD - 0.01, price720p);
		const { error, lastNodeExecuted } = data.resultData;
		expect(error).toBeUndefined();
		expect(lastNodeExecuted).toBe('Too Expensive');
		expect(paid()).toBe(0);
	});
});

const NAMES = readdirSync('examples').map((file) => file.replace('.json', ''));

test('no two examples have an Idempotency Key in common, whatever the videos and rows', async () => {
	const begins = new Map<string, string>();
	for (const name of NAMES) {
		// It submits again what submit-to-table has left behind.
		if (name === 'collect-from-table') continue;
		for (const { parameters } of (await read(name)).nodes.filter(isOurs)) {
			const { idempotencyKey } = (parameters.options ?? {}) as { idempotencyKey?: string };
			if (idempotencyKey === undefined) continue;
			// What stands before everything that comes from the data.
			const [, begin] = /^=([a-z]+-)\{\{/.exec(idempotencyKey) ?? [];
			expect({ name, begin }).toEqual({ name, begin: expect.any(String) });
			expect(begins.get(begin)).toBeUndefined();
			begins.set(begin, name);
		}
	}
	expect(begins.size).toBe(8);
});

describe.each(NAMES)('%s', (name) => {
	let workflow: IWorkflowBase;
	beforeAll(async () => {
		workflow = await read(name);
	});

	test('every node that it names is there, and every node is connected', () => {
		const { connections } = workflow;
		// A note may name a node that a person adds.
		const nodes = workflow.nodes.filter((node) => !isNote(node));
		const names = nodes.map((node) => node.name);
		expect(new Set(names).size).toBe(names.length);
		const texts = nodes.map(({ parameters }) => JSON.stringify(parameters)).join();
		const named = [...texts.matchAll(/\$\('(.+?)'\)/g)].map(([, wanted]) => wanted);
		const ends = Object.values(connections)
			.flatMap((byType) => Object.values(byType))
			.flat(2)
			.map((end) => end!.node);
		const connected = [...Object.keys(connections), ...ends];
		expect(names).toEqual(expect.arrayContaining([...named, ...connected]));
		expect(connected).toEqual(expect.arrayContaining(names));
	});

	test('whoever needs an account elsewhere is told so on top', () => {
		const needs = workflow.nodes.some(({ type }) => /google|openai/i.test(type));
		const first = workflow.nodes.find(isNote)!.parameters.content as string;
		if (needs) expect(first.split('\n')[1]).toMatch(/^\*\*Needs an account\*\*/);
		expect(first).toMatch(/credential/);
	});

	test('no error of a Code node holds a colon: older n8n shows only what stands behind it', () => {
		const code = workflow.nodes
			.map(({ parameters }) => (parameters.jsCode as string | undefined) ?? '')
			.join();
		const thrown = [...code.matchAll(/new Error\((['`])(.*?)\1\)/g)].map(([, , text]) => text);
		expect(thrown.filter((text) => text.includes(':'))).toEqual([]);
	});

	test('no list that a person edits is JSON', () => {
		const raw = workflow.nodes.filter(
			({ type, parameters }) => type.endsWith('.set') && parameters.mode === 'raw',
		);
		expect(raw.map(({ name: node }) => node)).toEqual([]);
	});

	test('no note says the same as another', () => {
		const notes = workflow.nodes.filter(isNote).map(({ parameters }) => parameters.content);
		expect(new Set(notes).size).toBe(notes.length);
	});
});
