import {
	FORM_PATH,
	POLICY_PATH,
	SIGNED_PATH,
	SUBMIT_PATH,
	TASKS_PATH,
} from '../modelStudio/paths.mts';
import { USER_AGENT } from '../video/fetchSource.mts';
import type { FaultPoint } from './faults.mts';

/** Path of the second hop when results are served through a redirect. */
export const MOVED_PATH = '/f/moved/';

/** Path of a result (API §2). */
export const RESULT_PATH = '/f/video/';

/** Which faults can hit a request, and which task it is about. */
export interface FaultTarget {
	on: FaultPoint;
	taskId?: string;
}

/**
 * Tells from method, path and user agent what faults a request is open to. With `resultViaRedirect` the faults
 * of results hit the second hop, which has the bytes.
 */
export function faultTarget(
	method: string,
	path: string,
	resultViaRedirect: boolean,
	userAgent?: string,
): FaultTarget | undefined {
	if (method === 'POST') return targetOfPost(path);
	if (method !== 'GET' && method !== 'HEAD') return undefined;
	if (path === POLICY_PATH) return { on: 'policy' };
	if (path === TASKS_PATH || `${path}/` === TASKS_PATH) return { on: 'list' };
	if (path.startsWith(TASKS_PATH)) return { on: 'task', taskId: idIn(path, 4) };
	if (path.startsWith(SIGNED_PATH)) return { on: 'result', taskId: idIn(path, 3) };
	if (path === '/v1/balance') return { on: 'balance' };
	if (path.startsWith('/v1/tasks/')) return { on: 'task', taskId: idIn(path, 3) };
	if (path.startsWith(resultViaRedirect ? MOVED_PATH : RESULT_PATH))
		return { on: 'result', taskId: path.split('/')[3]?.split('-')[0] };
	if (path.startsWith('/samples/') || path.startsWith('/test-files/'))
		return { on: userAgent === USER_AGENT ? 'source' : 'look' };
	return undefined;
}

function targetOfPost(path: string): FaultTarget | undefined {
	if (path === '/v1/videos/generations' || path === SUBMIT_PATH) return { on: 'submit' };
	if (path === '/v1/uploads/images' || path === FORM_PATH) return { on: 'upload' };
	if (path.startsWith(TASKS_PATH) && path.endsWith('/cancel'))
		return { on: 'cancel', taskId: idIn(path, 4) };
	return undefined;
}

/** The ID of a task in a part of a path. */
function idIn(path: string, part: number): string {
	return decodeURIComponent(path.split('/')[part] ?? '');
}
