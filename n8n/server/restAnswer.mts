import type { AxiosResponse } from 'axios';

/** An answer of n8n's REST interface that says yes. @throws with n8n's own words when it says no */
export function given<T>(answer: AxiosResponse<T>): AxiosResponse<T> {
	const { status, data, config } = answer;
	if (status < 400) return answer;
	const message = (data as { message?: string } | undefined)?.message ?? '';
	throw new Error(`n8n answered ${config.method} ${config.url} with ${status}: ${message}`);
}

/** The same for something deleted: what is not there any more is deleted, too. */
export function deleted(answer: AxiosResponse<unknown>): void {
	if (answer.status !== 404) given(answer);
}

/** What an answer brings. @throws as {@link given} */
export const dataOf = <T,>(answer: AxiosResponse<unknown>): T =>
	(given(answer).data as { data: T }).data;
