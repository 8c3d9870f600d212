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
	if (method === 'POST' && path === '/v1/videos/generations') return { on: 'submit' };
	if (method === 'POST' && path === '/v1/uploads/images') return { on: 'upload' };
	if (method !== 'GET' && method !== 'HEAD') return undefined;
	if (path === '/v1/balance') return { on: 'balance' };
	if (path.startsWith('/v1/tasks/'))
		return { on: 'task', taskId: decodeURIComponent(path.split('/')[3] ?? '') };
	if (path.startsWith(resultViaRedirect ? MOVED_PATH : RESULT_PATH))
		return { on: 'result', taskId: path.split('/')[3]?.split('-')[0] };
	if (path.startsWith('/samples/') || path.startsWith('/test-files/'))
		return { on: userAgent === USER_AGENT ? 'source' : 'look' };
	return undefined;
}
