import type { IHttpRequestOptions } from 'n8n-workflow';

/** The request that asks for a task (API contract §2). The ID may come from outside: it is encoded. */
export const taskQuestion = (
	id: string,
	language?: string,
): Pick<IHttpRequestOptions, 'method' | 'url' | 'qs'> => ({
	method: 'GET',
	url: `/v1/tasks/${encodeURIComponent(id)}`,
	qs: language ? { language } : {},
});
