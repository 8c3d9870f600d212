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
	/** Gives the body of the answer, as `get` does. */
	post: (path: string, body: object) => Promise<unknown>;
	get: (path: string) => Promise<unknown>;
	save: (url: string, name: string) => Promise<Saved>;
}

/**
 * The limit of what is possible: a submit, one status check when the task is done (which only this script can
 * know beforehand), and a download.
 *
 * @param number of the edit among those that begin together
 */
export async function bareEdit<Saved>(
	{ post, get, save }: BareEdit<Saved>,
	{ videoUrl, taskTimeMs, number }: { videoUrl: string; taskTimeMs: number; number: number },
): Promise<Saved> {
	const body = { model: 'wan2.7-videoedit', video_urls: [videoUrl], prompt: 'Snow' };
	const submitted = (await post('/v1/videos/generations', body)) as Submitted;
	const [{ task_id: id }] = submitted.data;
	await delay(taskTimeMs + MARGIN_MS + number * SPACING_MS);
	const check = async () => ((await get(`/v1/tasks/${id}`)) as Checked).data;
	let task = await check();
	for (; task.status !== 'completed'; task = await check()) await delay(MARGIN_MS);
	const [url] = task.result.videos[0].url;
	return await save(url, `${id}.mp4`);
}
