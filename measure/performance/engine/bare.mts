import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

import axios from 'axios';

import type { Job } from './job.mts';

/** As often as the service allows (API §2), though not all arrive as evenly as they leave. */
const SPACING_MS = 50;
/** A task is not done to the millisecond. */
const MARGIN_MS = 50;

interface Answer {
	data: { status: string; result: { videos: Array<{ url: string[] }> } };
}

/**
 * The limit of what is possible: a submit, one status check when the task is done (which only this script can
 * know beforehand), a download to disk; no checks, and nothing left over for whoever comes next.
 */
export async function bareRun({ service, taskTimeMs }: Job, items: number): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'wan-bare-'));
	const http = axios.create({
		baseURL: service.apiUrl,
		headers: { Authorization: `Bearer ${service.apiKey}` },
		proxy: false,
	});
	const check = async (id: string) => (await http.get<Answer>(`/v1/tasks/${id}`)).data.data;
	const edit = async (number: number) => {
		const body = {
			model: 'wan2.7-videoedit',
			video_urls: [service.sampleUrl],
			prompt: 'Snow',
		};
		const submitted = await http.post<{ data: Array<{ task_id: string }> }>(
			'/v1/videos/generations',
			body,
		);
		const [{ task_id: id }] = submitted.data.data;
		await delay(taskTimeMs + MARGIN_MS + number * SPACING_MS);
		let task = await check(id);
		for (; task.status !== 'completed'; task = await check(id)) await delay(MARGIN_MS);
		const [url] = task.result.videos[0].url;
		const video = await axios.get<Readable>(url, { proxy: false, responseType: 'stream' });
		await pipeline(video.data, createWriteStream(join(folder, `${id}.mp4`)));
	};
	await Promise.all(Array.from({ length: items }, async (_, number) => await edit(number)));
	await rm(folder, { recursive: true });
}
