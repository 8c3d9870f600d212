import { readFile } from 'node:fs/promises';

import type { IBinaryData, IBinaryKeyData, ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { FileToStore } from '../../n8n/engine/engine.mts';
import type {
	FaultAction,
	RecordedRequest,
	SimulatorSettings,
	UploadedFile,
} from '../../simulator/index.mts';
import { SAMPLE_PATH } from './media.mts';
import { Workbench, type EditOptions, type Outcome } from './workbench.mts';

type Parameters = NonNullable<globalThis.Parameters<Workbench['edit']>[0]>;

/** A medium of an edit, as Model Studio gets it. */
interface Medium {
	type: string;
	url: string;
}

/** A workbench whose service takes files by upload: Model Studio. */
export class UploadBench {
	private constructor(
		readonly bench: Workbench,
		/** The bytes of the simulator's sample. */
		readonly mp4: Buffer,
	) {}

	static async start(): Promise<UploadBench> {
		return new UploadBench(await Workbench.start(), await readFile(SAMPLE_PATH));
	}

	get credential(): ICredentialDataDecryptedObject {
		return { ...this.bench.credential, apiStyle: 'modelStudio' };
	}

	/** Puts a file into n8n's store: the sample unless told otherwise. */
	async file(change: Partial<FileToStore> = {}): Promise<IBinaryData> {
		const sample = { content: this.mp4, fileName: 'clip.mp4', mimeType: 'video/mp4' };
		return await this.bench.engine.storeFile({ ...sample, ...change });
	}

	/** Edits the file in the field "data", or those of several items. */
	async edit(
		files: IBinaryData | IBinaryKeyData[],
		parameters: Parameters = {},
		options: EditOptions = {},
	): Promise<Outcome> {
		return await this.bench.edit(this.parameters(parameters), {
			files: Array.isArray(files) ? files : [{ data: files }],
			credential: this.credential,
			...options,
		});
	}

	parameters = (others: Parameters = {}): Parameters => ({
		videoSource: 'binary',
		binaryPropertyName: 'data',
		...others,
	});

	get policies(): RecordedRequest[] {
		return this.bench.requests('GET', /^\/api\/v1\/uploads$/);
	}

	/** The forms with a file. */
	get uploads(): RecordedRequest[] {
		return this.bench.requests('POST', /^\/$/);
	}

	get submits(): RecordedRequest[] {
		return this.bench.requests('POST', /video-synthesis$/);
	}

	/** What an edit names, in order. */
	media(submit = 0): Medium[] {
		const { input } = this.submits[submit].body as { input: { media: Medium[] } };
		return input.media;
	}

	/** What has arrived whole, in order. */
	get arrived(): UploadedFile[] {
		return [...this.bench.simulator.uploadedFiles.values()];
	}

	/** The bytes that have arrived under an address. */
	async arrivedAs(url: string): Promise<Buffer> {
		return await readFile(this.bench.simulator.uploadedFiles.get(url.replace('oss://', ''))!.path);
	}

	/** Lets something go wrong with the next forms. */
	onUpload(action: FaultAction, { times = 1, after = 0 } = {}): void {
		// A host that answers before all of the form is there may not be heard.
		const afterHandling = ['status', 'redirect'].includes(action.kind);
		this.bench.simulator.addFault({ on: 'upload', times, after, afterHandling, action });
	}

	/** Lets the next policy name another host for the form. */
	sendTo(host: string): void {
		const data = {
			policy: 'cG9saWN5',
			signature: 'c2lnbmF0dXJl',
			upload_dir: 'dashscope-instant/abc',
			upload_host: host,
			expire_in_seconds: 300,
			max_file_size_mb: '100',
			oss_access_key_id: 'LTAI',
			x_oss_object_acl: 'private',
			x_oss_forbid_overwrite: 'true',
		};
		const action = { kind: 'json' as const, body: { request_id: '1', data } };
		this.bench.simulator.addFault({ on: 'policy', action });
	}

	reset(settings: Partial<SimulatorSettings> = {}): void {
		this.bench.reset({ taskTimeMs: 200, ...settings });
		this.bench.simulator.uploadedFiles.clear();
	}

	async close(): Promise<void> {
		await this.bench.close();
	}
}

/** The storage's answer to what it refuses. */
export const refusal = (status: number, code: string, message: string): FaultAction => ({
	kind: 'status',
	status,
	contentType: 'application/xml',
	body: `<?xml version="1.0"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>\n</Error>`,
});
