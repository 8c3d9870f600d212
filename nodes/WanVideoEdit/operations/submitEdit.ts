import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Edit } from '../checks/edit';
import type { Settings } from '../checks/settings';
import { downloadVideo } from '../download/downloadVideo';
import { taskFailed } from '../errors/taskProblems';
import { toItem } from '../item/toItem';
import { isToolCall } from '../n8n/toolCall';
import { OpenPurchase } from '../purchase/openPurchase';
import { submit } from '../purchase/submit';
import { Client } from '../service/client';
import { Deadline } from '../shared/timeLimit';
import { readImageFiles, type ImageFile } from '../source/imageFiles';
import { probeSources } from '../source/probeSources';
import { signedUrl } from '../source/signedUrl';
import { uploadImages } from '../source/uploadImages';
import { readVideoFile } from '../source/videoFile';
import { getTask } from '../wait/getTask';
import { waitForTask } from '../wait/waitForTask';
import { prepare, run, type Known } from './frame';
import { readEdit, readSettings, readSources } from './readParameters';
import { waitForAllChecks } from './waitForAllChecks';

/** What is known of an item when nothing has been paid yet. */
interface Prepared {
	settings: Settings;
	client: Client;
	/** Its video has an address; its images that are files have none. */
	edit: Edit;
	images: ImageFile[];
	purchase: OpenPurchase;
}

/** preSend of Submit Edit: all that can be found out before anything is paid, for every item of the run. */
export async function prepareSubmitEdit(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const steps = async (known: Known) => await prepareItem(this, request, known);
	return await prepare(this, request, steps, waitForAllChecks);
}

/** Read settings → validate → read files → open the purchase → probe the source → give the service an address. */
async function prepareItem(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	known: Known,
): Promise<Prepared> {
	const client = await Client.of(context, request);
	const settings = readSettings(context);
	const sources = readSources(context);
	const edit = readEdit(context, request, sources);

	const video = await readVideoFile(context, sources);
	const images = await readImageFiles(context, sources);
	const files = [video, ...images].flatMap((file) => file?.hash ?? []);
	const identity = { ...client.identityOf(edit), ...(files.length > 0 && { files }) };
	const purchase = OpenPurchase.open(context, identity, settings.ownKey);
	known.purchase = purchase;
	const prepared = { settings, client, edit, images, purchase };
	if (purchase.taskId !== undefined) return prepared;

	// If an earlier submit may have been accepted, skip probing: only an identical request with the same
	// Idempotency-Key returns its task.
	purchase.assertKeyRemembered();
	const probes = sources.probes && purchase.bought.uncertain === undefined;
	if (probes) await probeSources(client, edit, video);
	if (video) edit.videoUrl = await signedUrl(client, purchase, video, { settings, probes });
	return prepared;
}

/** Pagination of Submit Edit: buys the edit unless it is bought, and brings its video. */
export async function runSubmitEdit(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return await run<Prepared>(this, requestData, async (prepared) => {
		const { settings, client, purchase } = prepared;
		const started = new Deadline(settings.timeoutMs);

		const bought = await purchase.unlessBought(async () => await buy(prepared, started));
		// Whoever called an agent waits for all of it; the others' Timeout is that of the wait alone.
		const deadline = bought && !isToolCall(this) ? new Deadline(settings.timeoutMs) : started;
		const wait = { client, settings, deadline };
		const found = bought ?? (await getTask(purchase.taskId!, wait));
		const task = await waitForTask(found, wait);
		if (task.state === 'failed') {
			purchase.drop();
			throw taskFailed(task, settings.ownKey !== undefined);
		}
		return toItem(this, await downloadVideo(task, prepared), settings);
	});
}

/** Gives the images that are files an address → submits, which costs money. */
async function buy(
	{ settings: { requestTimeoutMs }, client, edit, images, purchase }: Prepared,
	deadline: Deadline,
) {
	const uploaded = await uploadImages(client, purchase, images);
	const whole = { ...edit, imageUrls: [...edit.imageUrls, ...uploaded] };
	return await submit({ client, purchase, edit: whole, requestTimeoutMs, deadline });
}
