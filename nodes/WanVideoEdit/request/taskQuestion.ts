import type { IHttpRequestOptions } from 'n8n-workflow';

import { QUESTION_TIMEOUT_MS } from '../wait/schedule';

/**
 * The request that asks for a task (API contract §2). The ID may come from outside: it is encoded. The
 * answer comes as a stream, for `readBody` to limit.
 */
export const taskQuestion = (
	id: string,
	language?: string,
): Pick<IHttpRequestOptions, 'method' | 'url' | 'qs' | 'encoding' | 'timeout'> => ({
	method: 'GET',
	url: `/v1/tasks/${encodeURIComponent(id)}`,
	qs: language ? { language } : {},
	encoding: 'stream',
	timeout: QUESTION_TIMEOUT_MS,
});
