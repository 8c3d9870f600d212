/**
 * Who waits for Stop, by its signal. All items of an execution have the same one, and Node.js goes through all listeners of
 * a signal for each that comes or goes: so it has one listener for all of them.
 */
const waiting = new WeakMap<AbortSignal, Waiting>();

interface Waiting {
	calls: Set<() => void>;
	callAll: () => void;
}

/**
 * Calls back when Stop is pressed.
 *
 * @param call must not throw
 * @returns takes that back
 */
export function onStop(stop: AbortSignal | undefined, call: () => void): () => void {
	if (stop === undefined) return () => {};
	const { calls, callAll } = waiting.get(stop) ?? begin(stop);
	calls.add(call);
	return () => {
		if (!calls.delete(call) || calls.size > 0) return;
		waiting.delete(stop);
		stop.removeEventListener('abort', callAll);
	};
}

function begin(stop: AbortSignal): Waiting {
	const calls: Waiting['calls'] = new Set();
	const callAll = () => calls.forEach((call) => call());
	stop.addEventListener('abort', callAll, { once: true });
	waiting.set(stop, { calls, callAll });
	return { calls, callAll };
}
