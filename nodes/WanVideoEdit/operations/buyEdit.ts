import type { Settings } from '../checks/settings';
import { doubtAbout, lengthsOf, type ProbeResult } from '../checks/videoLimits';
import { taskFailed } from '../errors/taskProblems';
import { isOwnTask } from '../purchase/confirmOwner';
import { dropBought } from '../purchase/dropBought';
import type { OpenPurchase } from '../purchase/openPurchase';
import { hasBought, submit } from '../purchase/submit';
import { takeBack } from '../purchase/takeBack';
import type { Client } from '../service/client';
import type { Estimate } from '../service/estimate';
import type { Task } from '../service/service';
import { Deadline } from '../shared/timeLimit';
import type { ImageFile } from '../source/imageFiles';
import { uploadImages, uploadVideo } from '../source/uploadFile';
import type { VideoFile } from '../source/videoFile';
import { firstCheck } from '../wait/firstCheck';
import { waitForTask } from '../wait/waitForTask';
import type { ItemEdit } from './itemEdits';

/** An edit of which all is known that can be found out before it is paid. */
export interface PreparedEdit extends ItemEdit {
	/** A file that is to be uploaded. */
	video?: VideoFile;
	/** What is in the video, if it is known. */
	probed?: ProbeResult;
	estimate: Estimate;
	purchase: OpenPurchase;
}

/** Does some work when the other edits of the item are not at theirs. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

const atOnce: InTurn = async (work) => await work();

/** Of which item it is, and how it is bought. */
export interface HowToBuy {
	client: Client;
	settings: Settings;
	images: ImageFile[];
	/** Whether this attempt, or an earlier one, has probed links that somebody entered. */
	hasProbedLinks: boolean;
	isToolCall: boolean;
	/** The end of the Timeout, if that began before the purchase. */
	deadline?: Deadline;
	/** Whether it is bought in vain by now, unless it is bought already. */
	isInVain?: () => boolean;
	/** Submits one edit of an item after the other, where their answers must not be lost together. */
	inTurn?: InTurn;
}

/**
 * Buys an edit unless it is bought, and waits for its task, if the user wants that.
 *
 * @throws {Problem} when there is no task, its wait ended before it did, or it has failed
 */
export async function buyEdit(prepared: PreparedEdit, how: HowToBuy): Promise<Task> {
	const { purchase, probed, estimate, ownKey, piece } = prepared;
	const { client, hasProbedLinks } = how;
	const task = await buyAndWait(prepared, how);
	purchase.spending.settle(task, estimate);
	if (task.state !== 'failed') return task;
	// The next attempt buys again, under another key.
	dropBought(client, purchase);
	const doubt = probed && doubtAbout(probed);
	const isPiece = piece !== undefined;
	throw taskFailed(task, { hasOwnKey: ownKey !== undefined, hasProbedLinks, doubt, isPiece });
}

/** If the task turns out to be somebody else's, once more. */
async function buyAndWait(prepared: PreparedEdit, how: HowToBuy): Promise<Task> {
	const { purchase } = prepared;
	const { client, settings, isToolCall } = how;
	const isOwn = (task: Task) => isOwnTask(client, purchase, task);
	const submitBy = how.deadline ?? new Deadline(settings.timeoutMs);
	for (;;) {
		const justBought = await purchase.unlessBought(async () => await buy(prepared, how, submitBy));
		// In an agent's call one Timeout holds for all of it; otherwise the wait has one of its own.
		const isNew = justBought !== undefined && !isToolCall;
		// What was only found is handed on when it is sure that it is this edit's.
		const isUnsure = () => purchase.lostAnswer.isOnlyFound;
		const sureSettings: Settings = { ...settings, waits: true, onTimeout: 'error' };
		const wait = {
			client,
			settings: isUnsure() ? sureSettings : settings,
			deadline: isNew ? new Deadline(settings.timeoutMs) : submitBy,
			isOver: (seen: Task) => !isOwn(seen) || !(settings.waits || isUnsure()),
			takeBack: async (seen: Task) => await takeBack(client, purchase, seen),
		};
		const found = justBought ?? (await firstCheck(purchase.taskId!, wait));
		const task = await waitForTask(found, wait);
		if (isOwn(task)) return task;
	}
}

/** Unless an earlier submit has bought it: an address for each file that is uploaded → submit, which costs money. */
async function buy(
	{ edit, video, probed, estimate, purchase }: PreparedEdit,
	{ client, settings, images, isToolCall, isInVain, inTurn = atOnce }: HowToBuy,
	submitBy: Deadline,
): Promise<Task | undefined> {
	const lookUp = async () => await hasBought({ client, purchase, deadline: submitBy });
	if (await inTurn(lookUp)) return undefined;
	const upload = { client, purchase, ...(isToolCall && { deadline: submitBy }) };
	const videoUrl = video ? await uploadVideo(upload, video) : edit.videoUrl;
	const uploaded = await uploadImages(upload, images);
	const whole = { ...edit, videoUrl, imageUrls: [...edit.imageUrls, ...uploaded] };
	const { requestTimeoutMs, timeoutMs, limits } = settings;
	const sourceSeconds = probed && lengthsOf(probed);
	const about = { client, purchase, edit: whole, sourceSeconds, estimate, limits, isInVain };
	return await inTurn(async () => {
		// Large files on a slow line, one after the other, may take longer than any edit.
		const deadline = isToolCall ? submitBy : new Deadline(timeoutMs);
		return await submit({ ...about, requestTimeoutMs, deadline });
	});
}
