import { onStop } from '../shared/onStop';
import { pause } from '../shared/pause';
import { TIMEOUTS_MS } from '../shared/policies';

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
	let unheard = () => {};
	const stopped = new Promise<undefined>((resolve) => {
		const giveUp = () => void pause(TIMEOUTS_MS.graceAfterStop).then(() => resolve(undefined));
		unheard = onStop(stop, giveUp);
	});
	try {
		return await Promise.race([running, stopped]);
	} finally {
		unheard();
	}
}
