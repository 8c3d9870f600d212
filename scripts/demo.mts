/**
 * The main job on one command: runs examples/edit-a-video.json on n8n's own engine, against the local
 * simulator or, with --live, against the real service, and writes the edited video to a file.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs, styleText } from 'node:util';

import axios from 'axios';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	IWorkflowBase,
} from 'n8n-workflow';

import { Engine } from '../n8n/engine/engine.mts';
import { onTaskNews } from '../n8n/engine/taskLog.mts';
import { startSimulator } from '../simulator/index.mts';

const WORKFLOW = 'examples/edit-a-video.json';
const OUTPUT_FOLDER = 'demo-output';
const NODE_TYPE = 'n8n-nodes-wan-videoedit.wanVideoEdit';
const LIVE_SERVICE = 'https://api.apimart.ai';
/** Long enough to see the wait, short enough to watch. */
const SIMULATED_TASK_MS = 20_000;

const HELP = `Usage: npm run demo -- [options]

Edits a video with ${WORKFLOW} on n8n's own engine.
Without options it uses a local simulator: no key, no network, no cost.

  --video URL      the video to edit (with the simulator: its own sample)
  --prompt TEXT    what to change
  --live           use the real service: costs money. Needs --video and a key in
                   the environment variable WAN_API_KEY
  --service URL    the service for --live (${LIVE_SERVICE})
  --help           show this text`;

interface Target {
	credential: ICredentialDataDecryptedObject;
	videoUrl: string;
	/** What the simulator billed, for the closing lines. */
	billed?: () => string;
	close: () => Promise<void>;
}

type Choices = ReturnType<typeof readChoices>;

function readChoices() {
	const { values } = parseArgs({
		options: {
			video: { type: 'string' },
			prompt: { type: 'string' },
			live: { type: 'boolean', default: false },
			service: { type: 'string', default: LIVE_SERVICE },
			help: { type: 'boolean', default: false },
		},
	});
	return values;
}

async function simulated({ video }: Choices): Promise<Target> {
	const simulator = await startSimulator({ taskTimeMs: SIMULATED_TASK_MS });
	say(`Simulator at ${simulator.url}: no key, no network, no cost`);
	return {
		credential: { service: 'custom', baseUrl: simulator.url, apiKey: simulator.apiKey },
		videoUrl: video ?? simulator.sampleUrl,
		billed: () => `${simulator.ledger.billed} edit for (simulated) $${simulator.ledger.billedUsd}`,
		close: async () => await simulator.close(),
	};
}

async function live({ video, service }: Choices): Promise<Target> {
	const apiKey = process.env.WAN_API_KEY;
	if (!apiKey) throw new Error('--live needs an API key in the environment variable WAN_API_KEY');
	if (!video)
		throw new Error('--live needs --video with the public address of a video of 2–10 seconds');
	const { status, data } = await axios.get<{ success?: boolean; remain_balance?: number }>(
		'/v1/balance',
		{
			baseURL: service,
			headers: { Authorization: `Bearer ${apiKey}` },
			maxRedirects: 0,
			validateStatus: () => true,
		},
	);
	if (data.success !== true) {
		throw new Error(`${service} does not accept the key in WAN_API_KEY (HTTP ${status})`);
	}
	say(`Service at ${service}, balance ${data.remain_balance ?? 'unknown'}`);
	return {
		credential: { service: 'custom', baseUrl: service, apiKey },
		videoUrl: video,
		close: async () => await Promise.resolve(),
	};
}

async function readWorkflow(videoUrl: string, prompt?: string): Promise<IWorkflowBase> {
	const workflow = JSON.parse(await readFile(WORKFLOW, 'utf8')) as IWorkflowBase;
	for (const node of workflow.nodes.filter(({ type }) => type === NODE_TYPE)) {
		node.parameters = { ...node.parameters, videoUrl, ...(prompt !== undefined && { prompt }) };
		node.credentials = { wanVideoEditApi: { id: '1', name: 'Demo' } };
	}
	return workflow;
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
	const choices = readChoices();
	if (choices.help) {
		console.log(HELP);
		return;
	}
	const target = choices.live ? await live(choices) : await simulated(choices);
	const engine = await Engine.start();
	try {
		const workflow = await readWorkflow(target.videoUrl, choices.prompt);
		say(`Workflow ${WORKFLOW} on n8n's engine, video ${target.videoUrl}`);
		onTaskNews(({ taskId, status, progress }) =>
			say(`Task ${taskId}: ${status}${progress === undefined ? '' : `, ${progress} %`}`),
		);

		const execution = engine.execute({ workflow, credential: target.credential });
		process.once('SIGINT', () => execution.stop());
		const { status, data } = await execution.ended;
		const { runData, lastNodeExecuted, error } = data.resultData;
		if (error) throw error;
		if (status !== 'success') throw new Error(`The workflow ended as "${status}"`);

		const item = runData[lastNodeExecuted!][0].data!.main[0]![0];
		const path = await saveVideo(engine, item);
		say(`Node "${lastNodeExecuted}" got the edited video. Its data:`);
		console.log(JSON.stringify(item.json, null, 2));
		if (target.billed) say(`Billed: ${target.billed()}`);
		say(`Edited video: ${relative('.', path)} (${await describeVideo(path)})`);
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
