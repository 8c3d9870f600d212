import { pause } from '../wait/pause';

/** A submit on its way gets this long to tell which task it has bought. */
const GRACE_MS = 5_000;

/**
 * Waits for what is running, but after Stop only a moment longer. What goes on then goes on unheard.
 *
 * @throws whatever `running` throws, or an error when it did not end in time
 */
export async function untilStopped<T>(running: Promise<T>, stop?: AbortSignal): Promise<T> {
	let giveUp = () => {};
	const stopped = new Promise<never>((_resolve, reject) => {
		giveUp = () => void pause(GRACE_MS).then(() => reject(new Error('stopped')));
	});
	stop?.addEventListener('abort', giveUp);
	try {
		return await Promise.race([running, stopped]);
	} finally {
		stop?.removeEventListener('abort', giveUp);
	}
}
