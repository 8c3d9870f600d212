import { fileNameOf, newToken } from '../tasks/ids.mts';
import type { SimulatorState } from '../state.mts';
import type { SimulatedTask } from '../tasks/task.mts';
import { byItsClock } from './clock.mts';
import type { SignedLink } from './signedLink.mts';
import { SIGNED_PATH } from './paths.mts';
import { ACCESS_KEY_ID, sign } from './policies.mts';

/** The link to a task's result; undefined when it has none to show. It is not renewed when it dies. */
export function signedResult(state: SimulatorState, task: SimulatedTask): string | undefined {
	if (task.state !== 'completed' || !task.showsResult) return undefined;
	if (task.resultPath === undefined || task.finishedAtMs === undefined) return undefined;
	const known = state.signedLinks.get(task.id);
	const link =
		known ??
		newLink(state, task, task.resultPath, task.finishedAtMs + state.settings.resultLifetimeMs);
	state.signedLinks.set(task.id, link);
	const query = Object.entries(link.query).map(
		([name, value]) => `${name}=${encodeURIComponent(value)}`,
	);
	return `${state.filesUrl}${link.urlPath}?${query.join('&')}`;
}

function newLink(
	{ settings }: SimulatorState,
	task: SimulatedTask,
	path: string,
	expiresAtMs: number,
): SignedLink {
	const Expires = String(Math.floor(byItsClock(settings, expiresAtMs) / 1000));
	for (;;) {
		const urlPath = `${SIGNED_PATH}${task.id}/${newToken()}-${fileNameOf(task)}.mp4`;
		const Signature = sign(`GET ${urlPath} ${Expires}`);
		// With signs that are lost when somebody encodes the link anew, or not at all.
		if (/\+.*\/|\/.*\+/.test(Signature))
			return {
				path,
				urlPath,
				expiresAtMs,
				query: { Expires, OSSAccessKeyId: ACCESS_KEY_ID, Signature },
			};
	}
}
