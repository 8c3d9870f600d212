import { isoTime, type Task } from '../service/service';
import { attempts, bought, hopeless, retryOrGetTask, shownId, type Problem } from './problem';

/** What can go wrong when the edited video is ready. */

/** The task is completed but has no link: a fault of the service (API §2). */
export const completedWithoutVideo = ({ id, status }: Task): Problem =>
	hopeless(
		bought(
			`Task ${shownId(id)} is "${status}", but the service gave no video`,
			(way) => `Ask the service's support about this task ID. ${way}`,
			retryOrGetTask(id),
		),
	);

/** The video is there but did not arrive. */
export function downloadFailed(
	{ id, videoUrl, videoUrlExpiresAtS = Infinity }: Task,
	tries: number,
	reason: string,
	nowMs: number,
): Problem {
	const message = `The edited video of task ${shownId(id)} is ready and paid, but could not be downloaded in ${attempts(tries)} (${reason})`;
	const way = retryOrGetTask(id);
	const next = (again: string) => `${again} Its link (${videoUrl}) also opens in a browser.`;
	if (videoUrlExpiresAtS === Infinity) return bought(message, next, way);
	const until = isoTime(videoUrlExpiresAtS);
	return videoUrlExpiresAtS * 1000 < nowMs
		? hopeless(
				bought(
					`${message}; its link expired at ${until}`,
					(again) =>
						`Ask the service's support about this task ID. ${again} Only a new execution of Submit Edit buys the edit again.`,
					way,
				),
			)
		: bought(`${message}; its link works until ${until}`, next, way);
}
