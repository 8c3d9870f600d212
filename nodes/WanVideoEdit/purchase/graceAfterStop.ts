import { pause } from '../shared/pause';

/** A submit on its way gets this long to tell which task it has bought. */
const GRACE_MS = 5_000;

/**
 * Waits for what is running, but after Stop only a moment longer. What goes on then goes on unheard.
 *
 * @returns `undefined` when it did not end in time
 * @throws whatever `running` throws
 */
export async function withGrace<T>(
	running: Promise<T>,
	stop?: AbortSignal,
): Promise<T | undefined> {
	let giveUp = () => {};
	const stopped = new Promise<undefined>((resolve) => {
		giveUp = () => void pause(GRACE_MS).then(() => resolve(undefined));
	});
	stop?.addEventListener('abort', giveUp, { once: true });
	try {
		return await Promise.race([running, stopped]);
	} finally {
		stop?.removeEventListener('abort', giveUp);
	}
}
