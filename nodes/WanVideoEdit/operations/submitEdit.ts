import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import { downloadVideo } from '../download/downloadVideo';
import { partOf, pieceOf } from '../item/toPiecesItem';
import { toItem } from '../item/toItem';
import { isToolCall } from '../n8n/toolCall';
import { bookOf } from '../purchase/book';
import { findPurchase } from '../purchase/findPurchase';
import type { OpenPurchase } from '../purchase/openPurchase';
import { assertSameCut } from '../purchase/sameCut';
import type { Client } from '../service/client';
import type { Task } from '../service/service';
import { keepFile } from '../source/keptFile';
import { probeSources } from '../source/probeSources';
import { signedUrl } from '../source/signedUrl';
import type { VideoFile } from '../source/videoFile';
import { buyEdit, type PreparedEdit } from './buyEdit';
import { editPieces } from './editPieces';
import { prepare, run, type Known } from './frame';
import { editsOf, estimateOfEdit, type ItemEdit } from './itemEdits';
import { readItem, type Item } from './readItem';
import { assertRunWithinLimits } from './runLimits';
import { unlessGivenUp, waitForAllChecks } from './waitForAllChecks';

/** What is known of an item when nothing has been paid yet. */
interface Prepared extends Item {
	/** One, or one for each piece of its video. */
	edits: PreparedEdit[];
	/** Whether this attempt, or an earlier one, has probed links that somebody entered. */
	hasProbedLinks: boolean;
	/** Whether the item has ended, with or without a video. */
	hasEnded?: boolean;
}

/**
 * Called before n8n's request (its "preSend"): all that can be found out of an item before anything is paid.
 * Then it waits for the other items of the run.
 */
export async function prepareSubmitEdit(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const steps = async (known: Known) => {
		await unlessGivenUp(this);
		return await prepareItem(this, request, known);
	};
	return await prepare(this, request, steps, async (context, own) => {
		const checked = await waitForAllChecks(context, own);
		await assertRunWithinLimits(context, (await own).value, checked);
	});
}

/**
 * Credential and parameters → files → how it is cut → purchases. For those that have no task: probe → the parts of a long
 * video → an address for each.
 */
async function prepareItem(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	known: Known,
): Promise<Prepared> {
	const item = await readItem(context, request);
	const { client, sources, edit, images, video, cut } = item;
	const planned = editsOf(item);
	assertSameCut(context, planned[0].cut);
	const calls = item.settings.waits ? undefined : edit.callbackUrl;
	const opened = await Promise.all(
		planned.map(async (one) => ({ ...one, purchase: await open(context, client, one, calls) })),
	);
	// From here on every message says what is bought.
	known.purchases = opened.map(({ purchase }) => purchase);
	for (const { purchase } of opened) noteKnown(client, purchase);
	if (item.fetchedFrom !== undefined) keepFile(context, item.fetchedFrom, video!);
	const missing = opened.filter(({ purchase }) => purchase.taskId === undefined);

	// If an earlier submit may have been accepted, skip probing: only an identical request with the same
	// Idempotency-Key returns its task.
	for (const { purchase } of missing) purchase.assertServiceKnowsKey();
	for (const { purchase } of opened) noteStillLost(client, purchase);
	const isSure = missing.every(({ purchase }) => purchase.state.uncertain === undefined);
	const probes = sources.probes && missing.length > 0 && isSure;
	const isCut = cut !== undefined;
	const probed = probes ? await probeSources(client, edit, { video, images, isCut }) : undefined;
	const files = await filesOf(item, opened);
	const edits = opened.map((one): PreparedEdit => {
		const isBought = one.purchase.taskId !== undefined;
		const estimate = estimateOfEdit(client, one, { probed, isBought });
		return { ...one, video: files.get(one), probed: one.part?.probed ?? probed, estimate };
	});
	const hasProbedLinks = sources.probes && (video === undefined || edit.imageUrls.length > 0);
	if (client.service.uploads.takesVideo) return { ...item, edits, hasProbedLinks };

	const addressed = edits.map(async (one, at): Promise<PreparedEdit> => {
		const { video: file, purchase } = one;
		if (!file) return one;
		// All pieces have the same host.
		const how = { settings: item.settings, probes: probes && at === edits.findIndex(hasFile) };
		const videoUrl = await signedUrl(client, purchase, file, how);
		return { ...one, video: undefined, edit: { ...one.edit, videoUrl } };
	});
	return { ...item, edits: await Promise.all(addressed), hasProbedLinks };
}

/** Begins the purchase of an edit, or finds that of an earlier attempt or of a stopped execution. */
async function open(
	context: IExecuteSingleFunctions,
	client: Client,
	{ edit, files, ownKey, piece, cut }: ItemEdit,
	calls?: string,
): Promise<OpenPurchase> {
	const identity = { ...client.identityOf(edit), ...(files.length > 0 && { files }) };
	const buyer = {
		service: client.address,
		account: client.account.id,
		...(client.service.taskList && { listsTasks: true }),
	};
	return await findPurchase(context, identity, buyer, { ownKey, piece, cut, calls });
}

/** Notes what is known of a purchase: in the book of the account, and in n8n's log what a stopped execution has left. */
function noteKnown(client: Client, purchase: OpenPurchase): void {
	const { id, taskId, leftBy } = purchase;
	const isSure = taskId !== undefined && !purchase.lostAnswer.isOnlyFound;
	if (isSure) bookOf(client.account).note(taskId, id);
	if (leftBy === undefined) return;
	const what = taskId === undefined ? 'a submit' : `task ${client.withoutKey(taskId)}`;
	client.context.logger.info(
		`Wan Video Edit goes on with ${what} of execution ${leftBy}, which was stopped`,
		taskId === undefined ? {} : client.withoutKey({ taskId }),
	);
}

/**
 * Notes a submit without an answer in the book of the account, so that no other edit takes its task. The account must be
 * the one that the submit was sent to.
 */
function noteStillLost({ service, account }: Client, { id, lostAnswer }: OpenPurchase): void {
	const { unsure } = lostAnswer;
	if (service.taskList && unsure) bookOf(account).noteStillLost(id, unsure);
}

const hasFile = ({ video }: PreparedEdit) => video !== undefined;

/** The file of each edit that may still be bought, if it has one: what is cut out of the video, or the video itself. */
async function filesOf(
	{ client, video, cut }: Item,
	opened: Array<ItemEdit & { purchase: OpenPurchase }>,
): Promise<Map<ItemEdit, VideoFile>> {
	const mayBeBought = opened.filter(
		({ purchase }) => purchase.taskId === undefined || purchase.lostAnswer.isOnlyFound,
	);
	if (!video || mayBeBought.length === 0) return new Map();
	if (!cut) return new Map([[mayBeBought[0], video]]);
	const { storeParts } = await import('../source/storeParts');
	const parts = mayBeBought.flatMap(({ part }) => part ?? []);
	const stored = await storeParts(client, cut, parts);
	return new Map(mayBeBought.map((one, at) => [one, stored[at]]));
}

/** Called instead of n8n's request (its "pagination"): buys what is not bought yet, and brings its video. */
export async function runSubmitEdit(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return run<Prepared>(this, requestData, async (prepared) => {
		try {
			return await buyAndBring(prepared, isToolCall(this));
		} finally {
			prepared.hasEnded = true;
		}
	});
}

/** Task → file → item. */
async function buyAndBring(prepared: Prepared, isTool: boolean): Promise<INodeExecutionData> {
	const { client, settings, edits, cut } = prepared;
	const how = { ...prepared, isToolCall: isTool };
	if (cut?.isInPieces) return await editPieces(edits, cut, how);
	const [edit] = edits;
	const task = await buyEdit(edit, how);
	const brought = await downloadVideo(task, how);
	const { leftBy } = edit.purchase;
	return toItem(client, { ...brought, part: partKeys(prepared, brought.task), leftBy }, settings);
}

/** Which part of the source the edited video is, where that was left open. */
function partKeys({ edits: [{ part }], onlyPiece }: Prepared, task: Task): IDataObject {
	if (part) return partOf(part);
	return onlyPiece ? { pieces: [pieceOf({ task, part: onlyPiece })] } : {};
}
