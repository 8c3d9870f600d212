import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import axios from 'axios';

import { bareEdit, type BareEdit } from './bareEdit.mts';
import type { Job } from './job.mts';

/** The requests of edits without n8n, each with a download to disk; no checks, and nothing left over for whoever comes next. */
export async function bareRun({ service, taskTimeMs }: Job, items: number): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'wan-bare-'));
	const http = axios.create({
		baseURL: service.apiUrl,
		headers: { Authorization: `Bearer ${service.apiKey}` },
		proxy: false,
	});
	const how: BareEdit<void> = {
		look: async () => {},
		post: async (path, body) => (await http.post<unknown>(path, body)).data,
		get: async (path) => (await http.get<unknown>(path)).data,
		save: async (url, name) => {
			const video = await axios.get<Readable>(url, { proxy: false, responseType: 'stream' });
			await pipeline(video.data, createWriteStream(join(folder, name)));
		},
	};
	const about = { videoUrl: service.sampleUrl, taskTimeMs };
	await Promise.all(
		Array.from({ length: items }, async (_, number) => await bareEdit(how, { ...about, number })),
	);
	await rm(folder, { recursive: true });
}
