import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { keepSource, keptSource } from '../purchase/keptSource';
import { earlierState } from '../purchase/stateOfItem';
import { openFile } from './openFile';
import type { VideoFile } from './videoFile';

/** As much as tells what kind of video it is. */
const BEGINNING_CHARACTERS = 64;

/** Remembers the video that was fetched for an item, unless n8n keeps it in memory: it would be stored twice. */
export function keepFile(context: IExecuteSingleFunctions, url: string, file: VideoFile): void {
	if (!file.data.id) return;
	const beginning = file.beginning.slice(0, BEGINNING_CHARACTERS);
	keepSource(context, url, { ...file, beginning });
}

/** The video that an earlier attempt has fetched, if pieces of it are bought, or may be, and n8n still has it. */
export async function keptFile(
	context: IExecuteSingleFunctions,
	url: string,
): Promise<VideoFile | undefined> {
	const state = earlierState(context);
	const isBought = (state.pieces ?? [state]).some(
		({ taskId, uncertain }) => taskId !== undefined || uncertain !== undefined,
	);
	const file = isBought ? keptSource<VideoFile>(context, url) : undefined;
	if (file === undefined) return undefined;
	const content = openFile(context, file)();
	try {
		await content.next();
		return file;
	} catch {
		return undefined;
	} finally {
		await content.return(undefined);
	}
}
