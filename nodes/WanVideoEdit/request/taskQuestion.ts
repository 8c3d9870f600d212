import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { QUESTION_TIMEOUT_MS } from '../wait/schedule';

/** The same request, turned into the question for a task. */
export function asQuestion<Options extends { headers?: object }>(
	request: Options,
	id: string,
	language?: string,
): Options {
	const headers: IDataObject = { ...request.headers };
	delete headers['Idempotency-Key'];
	return { ...request, ...taskQuestion(id, language), headers, body: undefined };
}

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
