import type { IBinaryData, IExecuteSingleFunctions, IWorkflowSettings } from 'n8n-workflow';

import { oncePerRun } from '../checks/run';
import {
	deletedTooSoon,
	linkNotServed,
	noLinksFromMemory,
	privateInstance,
	UnfitSource,
} from '../errors/messagesOfSource';
import { linkOf } from '../purchase/purchase';
import type { InputFile } from './inputFile';
import { lookAtFile } from './lookAtLink';
import { isPrivateAddress } from './publicAddress';

/**
 * As long as a submit may be repeated under its Idempotency-Key (API contract §1): until then a service
 * that took it late may ask for the video.
 */
const LINK_LIFE = '24h';

/** n8n keeps the files of a trigger under this name, and moves them when the execution ends. */
const MOVED_LATER = '/executions/temp/';

const MP4 = 'video/mp4';
const MOV = 'video/quicktime';
/** The brand that a MOV file gives itself in its first box. */
const MOV_BRAND = /^[^]{4}ftypqt {2}/;

/**
 * Gives the service a way to fetch the video of a purchase: a link of this n8n that needs no login and
 * ends by itself. It still works when the execution is over.
 *
 * @param waits whether the node waits for the edit, so that the execution goes on until then
 * @throws {UnfitSource} when this n8n cannot give such a link
 */
export const temporaryLink = async (
	context: IExecuteSingleFunctions,
	file: InputFile,
	waits: boolean,
): Promise<string> =>
	await linkOf(context, file.hash, async () => {
		const makeIt = async () => await makeLink(context, file, waits);
		return await oncePerRun(context, `link ${file.hash} ${waits}`, makeIt);
	});

async function makeLink(
	context: IExecuteSingleFunctions,
	file: InputFile,
	waits: boolean,
): Promise<string> {
	if (!waits && isDeletedAtEnd(context)) throw new UnfitSource(deletedTooSoon());
	const { data } = file;
	const isLasting = data.id !== undefined && !data.id.includes(MOVED_LATER);
	const isLabelled = data.mimeType === MP4 || data.mimeType === MOV;
	const kept = isLasting && isLabelled ? data : await keptCopy(context, file);
	if (!kept.id) throw new UnfitSource(noLinksFromMemory(file.place));
	return context.helpers.createBinarySignedUrl(kept, LINK_LIFE);
}

/** Stores the file once more, with this execution and labelled as a video. */
async function keptCopy(
	{ helpers }: IExecuteSingleFunctions,
	{ field, data, beginning }: InputFile,
): Promise<IBinaryData> {
	const content = data.id
		? await helpers.getBinaryStream(data.id)
		: await helpers.getBinaryDataBuffer(field);
	const mimeType = MOV_BRAND.test(beginning) ? MOV : MP4;
	return await helpers.prepareBinaryData(content, data.fileName ?? 'video', mimeType);
}

/** Whether n8n may delete the execution, and with it its files, when it ends. */
const isDeletedAtEnd = (context: IExecuteSingleFunctions) =>
	context.getMode?.() !== 'manual' && isUnsaved(context.getWorkflowSettings());

const isUnsaved = ({ saveDataSuccessExecution, saveDataErrorExecution }: IWorkflowSettings) =>
	saveDataSuccessExecution === 'none' || saveDataErrorExecution === 'none';

/**
 * Looks whether the service can fetch a temporary link, as far as n8n can tell.
 *
 * @param service the address of the service
 * @throws {UnfitSource} when it cannot
 */
export async function checkReachable(
	context: IExecuteSingleFunctions,
	link: string,
	service: string,
): Promise<void> {
	const { origin, host } = new URL(link);
	if (isPrivateAddress(link) && !isPrivateAddress(service)) {
		throw new UnfitSource(privateInstance(origin));
	}
	const lookAtIt = async () => await lookAtFile(context, link, service);
	const { obstacle } = await oncePerRun(context, `look at ${link}`, lookAtIt);
	if (obstacle !== undefined) throw new UnfitSource(linkNotServed(host, obstacle));
}
