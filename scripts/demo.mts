/**
 * The main job on one command: runs an example on n8n's own engine, against the local simulator or,
 * with --live, against the real service, and writes the edited video to a file.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs, styleText } from 'node:util';

import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import type { INodeExecutionData, IWorkflowBase } from 'n8n-workflow';

import { Engine } from '../n8n/engine/engine.mts';
import { onTaskNews } from '../n8n/engine/taskLog.mts';
import type { Source } from './demo/choices.mts';
import { estimate, inWords } from './demo/estimate.mts';
import { targetOf } from './demo/target.mts';

/** With the address of a video, and with a file. */
const URL_WORKFLOW = 'examples/edit-a-video.json';
const FILE_WORKFLOW = 'examples/edit-a-file-from-your-computer.json';
const OUTPUT_FOLDER = 'demo-output';
const NODE_TYPE = 'n8n-nodes-wan-videoedit.wanVideoEdit';
const DEFAULT_PROMPT = 'Replace the background with a snowy mountain scene';

const HELP = `Usage: npm run demo -- [options]

Says what an edit would cost, then edits a video, with ${URL_WORKFLOW}
on n8n's own engine. Without options it uses a local simulator: no key, no network, no cost.

  --service apimart       a service that takes the address of a video (the default)
  --service model-studio  Alibaba Cloud Model Studio, which takes a file, too: the demo uploads one with
                          ${FILE_WORKFLOW}
  --video URL             the video to edit (with the simulator: its own sample)
  --file PATH             the file to edit, with model-studio
  --prompt TEXT           what to change
  --live                  use the real service: costs money. Needs --video or --file and a key in
                          the environment variable WAN_API_KEY; for model-studio one of Singapore.
                          With it, --service may be the URL of another service with APIMart's API
  --help                  show this text`;

function readChoices() {
	const { values } = parseArgs({
		options: {
			service: { type: 'string', default: 'apimart' },
			video: { type: 'string' },
			file: { type: 'string' },
			prompt: { type: 'string' },
			live: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	return values;
}

/** The example for such a source, with credential, video and prompt filled in as a person does. */
async function readWorkflow(path: string, source: Source, prompt?: string): Promise<IWorkflowBase> {
	const workflow = JSON.parse(await readFile(path, 'utf8')) as IWorkflowBase;
	for (const node of workflow.nodes.filter(({ type }) => type === NODE_TYPE)) {
		if ('url' in source) {
			const { url: videoUrl } = source;
			node.parameters = { ...node.parameters, videoUrl, ...(prompt !== undefined && { prompt }) };
		}
		node.credentials = { wanVideoEditApi: { id: '1', name: 'Demo' } };
	}
	return workflow;
}

/** What the trigger hands on: an empty item, or what somebody entered in the form. */
async function itemFor(
	engine: Engine,
	source: Source,
	Instruction = DEFAULT_PROMPT,
): Promise<INodeExecutionData> {
	if ('url' in source) return { json: {} };
	const Video = await engine.storeFile({ ...source, mimeType: 'video/mp4', isFromWebhook: true });
	return { json: { Instruction }, binary: { Video } };
}

async function saveVideo(engine: Engine, { binary }: INodeExecutionData): Promise<string> {
	const video = binary!.data;
	await mkdir(OUTPUT_FOLDER, { recursive: true });
	const path = join(OUTPUT_FOLDER, video.fileName!);
	await pipeline(await engine.readFile(video), createWriteStream(path));
	return path;
}

async function describeVideo(path: string): Promise<string> {
	const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
	try {
		const track = await input.getPrimaryVideoTrack();
		const seconds = await input.computeDuration();
		return `${await input.getMimeType()}, ${seconds.toFixed(1)} s, ${track?.displayWidth}×${track?.displayHeight}`;
	} finally {
		input.dispose();
	}
}

async function demo(): Promise<void> {
	const { help, live: isLive, prompt, ...given } = readChoices();
	if (help) {
		console.log(HELP);
		return;
	}
	const target = await targetOf({ ...given, isLive });
	const { source, credential } = target;
	const engine = await Engine.start();
	try {
		say(target.about);
		const isFile = !('url' in source);
		const path = isFile ? FILE_WORKFLOW : URL_WORKFLOW;
		const workflow = await readWorkflow(path, source, prompt);
		const video = isFile ? `file ${source.fileName}, by upload` : `video ${source.url}`;
		say(`Workflow ${path} on n8n's engine, ${video}`);
		onTaskNews(({ taskId, status, progress }) =>
			say(`Task ${taskId}: ${status}${progress === undefined ? '' : `, ${progress} %`}`),
		);

		const items = [await itemFor(engine, source, prompt)];
		const options = { workflow, credential, items, isWebhook: isFile };
		say(
			`Estimate Edit, which buys nothing: ${inWords(await estimate(engine, options, NODE_TYPE))}`,
		);
		const execution = engine.execute(options);
		process.once('SIGINT', () => execution.stop());
		const { status, data } = await execution.ended;
		const { runData, lastNodeExecuted, error } = data.resultData;
		if (error) throw error;
		if (status !== 'success') throw new Error(`The workflow ended as "${status}"`);

		const item = runData[lastNodeExecuted!][0].data!.main[0]![0];
		if (item.json.error !== undefined) throw new Error(item.json.error as string);
		const saved = await saveVideo(engine, item);
		say(`Node "${lastNodeExecuted}" got the edited video. Its data:`);
		console.log(JSON.stringify(item.json, null, 2));
		const billed = target.billed(item.json.taskId as string);
		if (billed !== undefined) say(`Billed: ${billed}`);
		say(`Edited video: ${relative('.', saved)} (${await describeVideo(saved)})`);
	} finally {
		await Promise.all([target.close(), engine.stop()]);
	}
}

const started = performance.now();

function say(text: string): void {
	const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
	console.log(`${styleText('dim', `${seconds} s`)}  ${text}`);
}

try {
	await demo();
} catch (error) {
	const { message, description } = error as { message: string; description?: string };
	console.error(styleText('red', message));
	if (description) console.error(description);
	process.exitCode = 1;
}
