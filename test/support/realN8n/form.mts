import axios from 'axios';

import { until } from './instance.mts';

/** A filled-in form; its files are videos. */
export function formOf(fields: Record<string, string | Blob>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) {
		if (value instanceof Blob) form.append(name, value, 'my.mp4');
		else form.append(name, value);
	}
	return form;
}

/** Sends a form as a browser does, and waits for its last page. @returns the page, in HTML */
export async function lastPageOf(address: string, form: FormData): Promise<string> {
	const { data } = await axios.post<{ formWaitingUrl: string }>(address, form);
	const page = new URL(data.formWaitingUrl);
	const status = new URL(page);
	status.pathname += '/n8n-execution-status';
	await until(async () => (await axios.get(status.href)).data === 'form-waiting');
	const { data: html } = await axios.get<string>(page.href);
	await axios.post(page.href, {});
	return html;
}

/** A file that the last page of a form brings. */
export interface FileInPage {
	type: string;
	fileName: string;
	content: Buffer;
}

/** The files that a page brings; it hands them to the browser's downloads. */
export function filesIn(page: string): FileInPage[] {
	const [, encoded] = /decodeURIComponent\("([^"]+)"\)/.exec(page)!;
	// n8n 1 brings one file, n8n 2 a list of them.
	const files = [JSON.parse(decodeURIComponent(encoded))].flat() as Array<
		Omit<FileInPage, 'content'> & { data: { data: number[] } }
	>;
	return files.map(({ type, fileName, data }) => ({
		type,
		fileName,
		content: Buffer.from(data.data),
	}));
}
