import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { costUsd } from '../billing/price.mts';
import { uploadedSource, refuseWrongExtensions } from '../modelStudio/uploadedSource.mts';
import type { SimulatorState } from '../state.mts';
import { copyVideo } from '../video/copyVideo.mts';
import { fetchSource } from '../video/fetchSource.mts';
import { inspectVideo } from '../video/inspectVideo.mts';
import { EDITED_PATH, SAMPLE_PATH, SAMPLE_S } from '../video/sample.mts';
import { refusalOf } from '../video/sourceLimits.mts';
import { fileNameOf } from './ids.mts';
import type { SimulatedTask } from './task.mts';
import { TaskFailure } from './taskFailure.mts';

/** Fetches the source, checks the limits of the model page and makes the result. */
export async function makeResult(state: SimulatorState, task: SimulatedTask): Promise<void> {
	if (task.isForeign) {
		Object.assign(task, {
			sourceSeconds: task.sourceSeconds ?? SAMPLE_S,
			outputSeconds: task.sourceSeconds ?? SAMPLE_S,
			resultPath: SAMPLE_PATH,
		});
		return;
	}
	const uploaded = uploadedSource(state, task);
	if (uploaded !== undefined) return await makeResultOf(state, task, uploaded);
	const source = join(state.directory, `${fileNameOf(task)}-source`);
	try {
		const { settings, stopping } = state;
		const timeoutMs = settings.sourceTimeoutMs;
		await fetchSource(task.body.video_urls[0] ?? '', source, { timeoutMs, signal: stopping });
		await makeResultOf(state, task, source);
	} finally {
		await rm(source, { force: true });
	}
}

async function makeResultOf(
	state: SimulatorState,
	task: SimulatedTask,
	source: string,
): Promise<void> {
	const result = join(state.directory, `${fileNameOf(task)}.mp4`);
	const duration = task.body.duration ?? 0;
	const facts = await inspectVideo(source);
	const refusal = refusalOf(facts, duration);
	if (refusal !== undefined) throw new TaskFailure(refusal);
	await refuseWrongExtensions(state, task, facts);
	task.sourceHash = await hashOf(source);
	if (task.resultContent === 'sample') await copyFile(SAMPLE_PATH, result);
	else if (facts.isOdd) await copyFile(source, result);
	else await copyVideo(await editedOf(source, task.sourceHash), result, duration);
	task.sourceSeconds = Math.round(facts.seconds * 100) / 100;
	task.outputSeconds = duration || task.sourceSeconds;
	task.usd = costUsd(
		state.settings,
		task.service,
		task.body,
		task.sourceSeconds,
		task.outputSeconds,
	);
	state.ledger.settle(task.id, task.usd);
	task.resultPath = result;
}

/** Of the sample there is an edited one; every other video is copied as it is. */
async function editedOf(source: string, hash: string): Promise<string> {
	sampleHash ??= hashOf(SAMPLE_PATH);
	return hash === (await sampleHash) ? EDITED_PATH : source;
}

let sampleHash: Promise<string> | undefined;

async function hashOf(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}
