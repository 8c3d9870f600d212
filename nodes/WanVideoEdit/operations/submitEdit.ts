import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import { doubtAbout, lengthsOf, type ProbeResult } from '../checks/videoLimits';
import { downloadVideo } from '../download/downloadVideo';
import { taskFailed } from '../errors/taskProblems';
import { toItem } from '../item/toItem';
import { isToolCall } from '../n8n/toolCall';
import { bookOf } from '../purchase/book';
import { isOwnTask } from '../purchase/confirmOwner';
import { dropBought } from '../purchase/dropBought';
import { OpenPurchase } from '../purchase/openPurchase';
import { hasBought, submit } from '../purchase/submit';
import { takeBack } from '../purchase/takeBack';
import type { Estimate } from '../service/estimate';
import type { Task } from '../service/service';
import { Deadline } from '../shared/timeLimit';
import { probeSources } from '../source/probeSources';
import { signedUrl } from '../source/signedUrl';
import { uploadImages, uploadVideo } from '../source/uploadFile';
import { firstCheck } from '../wait/firstCheck';
import { waitForTask } from '../wait/waitForTask';
import { prepare, run, type Known } from './frame';
import { estimateOfItem, readItem, type Item } from './readItem';
import { assertRunWithinLimits } from './runLimits';
import { waitForAllChecks } from './waitForAllChecks';

/** What is known of an item when nothing has been paid yet. Its video is left out when it has an address. */
interface Prepared extends Item {
	/** Whether this attempt, or an earlier one, has probed links that somebody entered. */
	hasProbedLinks: boolean;
	/** What is in the video, if that was probed. */
	probed?: ProbeResult;
	estimate: Estimate;
	purchase: OpenPurchase;
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
	const steps = async (known: Known) => await prepareItem(this, request, known);
	return await prepare(this, request, steps, async (context, own) => {
		const checked = await waitForAllChecks(context, own);
		await assertRunWithinLimits(context, (await own).value, checked);
	});
}

/** Credential and parameters → files → purchase. Unless that has a task: probe → an address for the video. */
async function prepareItem(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	known: Known,
): Promise<Prepared> {
	const item = await readItem(context, request);
	const { settings, client, sources, edit, video, images } = item;
	const files = [video, ...images].flatMap((file) => file?.hash ?? []);
	const identity = { ...client.identityOf(edit), ...(files.length > 0 && { files }) };
	const buyer = {
		service: client.address,
		account: client.account.id,
		...(client.service.taskList && { listsTasks: true }),
	};
	const purchase = OpenPurchase.open(context, identity, buyer, settings.ownKey);
	// From here on every message says what is bought.
	known.purchase = purchase;
	const hasProbedLinks = sources.probes && (video === undefined || edit.imageUrls.length > 0);
	const prepared = (probed?: ProbeResult): Prepared => {
		const estimate = estimateOfItem(item, { probed, isBought: purchase.taskId !== undefined });
		const uploaded = client.service.uploads.takesVideo ? video : undefined;
		return { ...item, video: uploaded, hasProbedLinks, probed, estimate, purchase };
	};
	if (purchase.taskId !== undefined) {
		const isSure = !purchase.lostAnswer.isOnlyFound;
		if (isSure) bookOf(client.account).note(purchase.taskId, purchase.id);
		return prepared();
	}

	// If an earlier submit may have been accepted, skip probing: only an identical request with the same
	// Idempotency-Key returns its task.
	purchase.assertServiceKnowsKey();
	const probes = sources.probes && purchase.state.uncertain === undefined;
	const probed = probes ? await probeSources(client, edit, { video, images }) : undefined;
	if (video && !client.service.uploads.takesVideo) {
		edit.videoUrl = await signedUrl(client, purchase, video, { settings, probes });
	}
	return prepared(probed);
}

/** Called instead of n8n's request (its "pagination"): buys the edit unless it is bought, and brings its video. */
export async function runSubmitEdit(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return await run<Prepared>(this, requestData, async (prepared) => {
		try {
			return await buyAndBring(prepared, { isToolCall: isToolCall(this) });
		} finally {
			prepared.hasEnded = true;
		}
	});
}

/** Buys the edit unless it is bought, and brings its video. */
async function buyAndBring(prepared: Prepared, how: { isToolCall: boolean }) {
	const { settings, client, purchase, hasProbedLinks, probed, estimate } = prepared;
	const task = await buyAndWait(prepared, how);
	purchase.spending.settle(task, estimate);
	if (task.state === 'failed') {
		// The next attempt buys again, under another key.
		dropBought(client, purchase);
		const hasOwnKey = settings.ownKey !== undefined;
		const doubt = probed && doubtAbout(probed);
		throw taskFailed(task, { hasOwnKey, hasProbedLinks, doubt });
	}
	return toItem(client, await downloadVideo(task, prepared), settings);
}

/** Buys the edit unless it is bought, and waits for its task: if that turns out to be somebody else's, once more. */
async function buyAndWait(prepared: Prepared, { isToolCall }: { isToolCall: boolean }) {
	const { settings, client, purchase } = prepared;
	const isOwn = (task: Task) => isOwnTask(client, purchase, task);
	const submitBy = new Deadline(settings.timeoutMs);
	for (;;) {
		const justBought = await purchase.unlessBought(
			async () => await buy(prepared, submitBy, { isToolCall }),
		);
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
	{ settings, client, edit, video, images, probed, estimate, purchase }: Prepared,
	submitBy: Deadline,
	{ isToolCall }: { isToolCall: boolean },
) {
	if (await hasBought({ client, purchase, deadline: submitBy })) return undefined;
	const upload = { client, purchase, ...(isToolCall && { deadline: submitBy }) };
	const videoUrl = video ? await uploadVideo(upload, video) : edit.videoUrl;
	const uploaded = await uploadImages(upload, images);
	const whole = { ...edit, videoUrl, imageUrls: [...edit.imageUrls, ...uploaded] };
	const { requestTimeoutMs, timeoutMs } = settings;
	// Large files on a slow line, one after the other, may take longer than any edit.
	const deadline = isToolCall ? submitBy : new Deadline(timeoutMs);
	const sourceSeconds = probed && lengthsOf(probed);
	return await submit({
		client,
		purchase,
		edit: whole,
		sourceSeconds,
		estimate,
		limits: settings.limits,
		requestTimeoutMs,
		deadline,
	});
}
