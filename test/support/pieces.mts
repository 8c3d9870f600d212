import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import type { IBinaryData } from 'n8n-workflow';

import type { Engine } from '../../n8n/engine/engine.mts';
import type { SimulatedTask, Simulator, SimulatorSettings } from '../../simulator/index.mts';
import { LONG_VIDEOS } from './longVideos.mts';

/** Of the video of {@link storeLongVideo}. */
export const PIECES = 4;

/** Stores a video of 34 s, which is edited in pieces of 10, 10, 10 and 4 s. */
export async function storeLongVideo(engine: Engine): Promise<IBinaryData> {
	const content = await readFile(await LONG_VIDEOS.everySecond(34));
	return await engine.storeFile({ content, fileName: 'long.mp4', mimeType: 'video/mp4' });
}

/**
 * The tasks of each piece, in no order. What was edited tells them apart: all have the same prompt, and each attempt gives
 * a piece another address. A task that has ended before the service has read its source is alone.
 */
export function tasksOfPieces(tasks: Iterable<SimulatedTask>): SimulatedTask[][] {
	const pieces = new Map<string, SimulatedTask[]>();
	for (const task of tasks) {
		if (task.isForeign) continue;
		const piece = task.sourceHash ?? task.id;
		pieces.set(piece, [...(pieces.get(piece) ?? []), task]);
	}
	return [...pieces.values()];
}

const isPaid = ({ state }: SimulatedTask) => state === 'running' || state === 'completed';

/** How often each piece is paid for that is paid at all, or will be when its task has ended. */
export const paidOfPieces = (tasks: Iterable<SimulatedTask>): number[] =>
	tasksOfPieces(tasks)
		.map((piece) => piece.filter(isPaid).length)
		.filter((paid) => paid > 0);

/**
 * Whether a video has all pictures of that video, in their order, as they were encoded: the simulator changes none. Two
 * pieces that were exchanged make another one.
 */
export async function isWholeVideo(content: Buffer): Promise<boolean> {
	source ??= readFile(await LONG_VIDEOS.everySecond(34)).then(hashOfPictures);
	return (await hashOfPictures(content)) === (await source);
}

let source: Promise<string> | undefined;

async function hashOfPictures(content: Buffer): Promise<string> {
	using input = new Input({ source: new BufferSource(content), formats: ALL_FORMATS });
	const track = await input.getPrimaryVideoTrack();
	if (track === null) return '';
	const hash = createHash('sha256');
	for await (const { data } of new EncodedPacketSink(track).packets()) hash.update(data);
	return hash.digest('hex');
}

/** Lets settings of a simulator hold for the next task alone. */
export function forNextTask(simulator: Simulator, changed: Partial<SimulatorSettings>): void {
	const { settings } = simulator;
	const before = { ...settings };
	Object.assign(settings, changed);
	let isOver = false;
	simulator.onEvent(({ kind }) => {
		if (isOver || kind !== 'submitted') return;
		isOver = true;
		const keys = Object.keys(changed) as Array<keyof SimulatorSettings>;
		Object.assign(settings, Object.fromEntries(keys.map((key) => [key, before[key]])));
	});
}
