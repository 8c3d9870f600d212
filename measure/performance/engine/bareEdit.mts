import { setTimeout as delay } from 'node:timers/promises';

/** As often as the service allows (API §2), though not all arrive as evenly as they leave. */
const SPACING_MS = 50;
/** A task is not done to the millisecond. */
const MARGIN_MS = 50;

interface Submitted {
	data: Array<{ task_id: string }>;
}

interface Checked {
	data: { status: string; result: { videos: Array<{ url: string[] }> } };
}

/** How requests leave, and where the video goes. */
export interface BareEdit<Saved> {
	/** Reads the beginning of the source. */
	look: (url: string) => Promise<unknown>;
	/** Gives the body of the answer, as `get` does. */
	post: (path: string, body: object) => Promise<unknown>;
	get: (path: string) => Promise<unknown>;
	save: (url: string, name: string) => Promise<Saved>;
}

/** What an edit is made of. */
export interface AboutBareEdit {
	videoUrl: string;
	taskTimeMs: number;
	/** Of the edit among those that begin together. */
	number: number;
	/**
	 * To look at the source first, and to check so often on average, the last time when the task is done. Unless given,
	 * once, and without a look.
	 */
	checks?: number;
}

/**
 * The limit of what is possible: a submit, one status check when the task is done (which only this script can
 * know beforehand), and a download; with more requests if wanted.
 */
export async function bareEdit<Saved>(
	{ look, post, get, save }: BareEdit<Saved>,
	{ videoUrl, taskTimeMs, number, checks }: AboutBareEdit,
): Promise<Saved> {
	if (checks !== undefined) await look(videoUrl);
	const body = { model: 'wan2.7-videoedit', video_urls: [videoUrl], prompt: 'Snow' };
	const submitted = (await post('/v1/videos/generations', body)) as Submitted;
	const [{ task_id: id }] = submitted.data;
	const check = async () => ((await get(`/v1/tasks/${id}`)) as Checked).data;
	const early = checksOf(number, checks) - 1;
	for (let made = 0; made < early; made++) {
		await delay(taskTimeMs / (early + 1));
		await check();
	}
	await delay(taskTimeMs / (early + 1) + MARGIN_MS + number * SPACING_MS);
	let task = await check();
	for (; task.status !== 'completed'; task = await check()) await delay(MARGIN_MS);
	const [url] = task.result.videos[0].url;
	return await save(url, `${id}.mp4`);
}

/** Whole numbers, whose average is the one that is wanted. */
const checksOf = (number: number, average = 1): number =>
	Math.max(1, Math.floor((number + 1) * average) - Math.floor(number * average));
