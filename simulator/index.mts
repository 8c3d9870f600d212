import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buildApiServer } from './api/apiServer.mts';
import { EventHub, type SimulatorEvent } from './tasks/events.mts';
import { FaultList, type Fault } from './faults/faults.mts';
import { buildFilesServer } from './files/filesServer.mts';
import { IdempotencyStore } from './api/idempotency.mts';
import { Ledger } from './billing/ledger.mts';
import { Links } from './files/links.mts';
import type { RecordedRequest } from './api/requestLog.mts';
import { fileFromStream, fileInMemory, type ServedFile } from './files/servedFile.mts';
import { defaultSettings, type SimulatorSettings } from './settings.mts';
import type { SimulatorState } from './state.mts';
import type { UploadedFile } from './modelStudio/uploadedFiles.mts';
import { Queue } from './tasks/queue.mts';
import type { SimulatedTask } from './tasks/task.mts';
import { addForeignTask, type ForeignTask } from './tasks/taskRunner.mts';

export type { SimulatorEvent } from './tasks/events.mts';
export type { Fault, FaultAction, FaultPoint } from './faults/faults.mts';
export type { Ledger, LedgerEntry } from './billing/ledger.mts';
export type { RecordedRequest } from './api/requestLog.mts';
export type { Outcome, Resolution, ResultContent, SimulatorSettings } from './settings.mts';
export type { UploadedFile } from './modelStudio/uploadedFiles.mts';
export { ERROR_ROWS, MODERATION_MESSAGES, type ErrorRow } from './modelStudio/errorRows.mts';
export type { ServiceName, SimulatedTask, TaskState } from './tasks/task.mts';
export type { ForeignTask } from './tasks/taskRunner.mts';

/** Both listeners are bound here, so that nobody else can reach them. */
const LOOPBACK = '127.0.0.1';

/** A running simulator of the service that docs/maintaining/api.md describes, and of Model Studio. */
export interface Simulator {
	/** Origin of both APIs: the first one under `/v1/`, Model Studio under `/api/v1/`. */
	url: string;
	/** Origin of results, samples and test files: another listener. */
	filesUrl: string;
	/** A source video that is within all limits of the model page: 6 s, 640×360. */
	sampleUrl: string;
	/** The valid key. */
	apiKey: string;
	/** May be changed at any time; counts for later requests and tasks. */
	settings: SimulatorSettings;
	/** What was billed. */
	ledger: Ledger;
	/** Every request on both listeners, in order of arrival, `/simulator/*` left out. */
	requests: RecordedRequest[];
	/** All tasks by id. */
	tasks: Map<string, SimulatedTask>;
	/** What was uploaded to Model Studio, by key. */
	uploadedFiles: Map<string, UploadedFile>;
	/** Listens to what happens to tasks. */
	onEvent(listener: (event: SimulatorEvent) => void): void;
	/** Adds a task of Model Studio as if another program on the same account had submitted it. */
	addForeignTask(foreign?: ForeignTask): SimulatedTask;
	/** Lets the running tasks take no more time, so that they end as was planned. */
	finishTasks(): void;
	/** Makes something go wrong. */
	addFault(fault: Fault): void;
	/** Forgets the faults that have not happened yet. */
	clearFaults(): void;
	/**
	 * Offers a file on the files listener under `/test-files/`; returns its URL.
	 *
	 * @param unusual status and headers, as of a host that does not heed what it is asked for
	 */
	serveFile(
		name: string,
		bytes: Buffer | (() => Readable),
		contentType: string,
		unusual?: ServedFile['unusual'],
	): string;
	/** Ends listeners, open connections, timers and pending callbacks at once. */
	close(): Promise<void>;
}

/** Starts a simulator; both listeners answer when the promise resolves. */
export async function startSimulator(
	settings: Partial<SimulatorSettings> = {},
): Promise<Simulator> {
	const stop = new AbortController();
	// Every running task listens to it.
	setMaxListeners(Infinity, stop.signal);
	const tasks = new Map<string, SimulatedTask>();
	const state: SimulatorState = {
		settings: { ...defaultSettings(), ...settings },
		ledger: new Ledger(),
		requests: [],
		tasks,
		queue: new Queue(tasks),
		faults: new FaultList(),
		events: new EventHub(),
		idempotency: new IdempotencyStore(),
		results: new Links(),
		uploads: new Links(),
		signedLinks: new Map(),
		policies: new Map(),
		uploadedFiles: new Map(),
		inWork: new Set(),
		testFiles: new Map(),
		directory: await mkdtemp(join(tmpdir(), 'wan-simulator-')),
		filesUrl: '',
		stopping: stop.signal,
		hurry: new AbortController(),
	};
	const api = buildApiServer(state);
	const files = buildFilesServer(state);
	const close = async (): Promise<void> => {
		stop.abort();
		await Promise.all([api.close(), files.close()]);
		await Promise.allSettled(state.inWork);
		await rm(state.directory, { recursive: true, force: true, maxRetries: 5 });
	};
	try {
		state.filesUrl = await files.listen({ host: LOOPBACK, port: state.settings.filesPort });
		const url = await api.listen({ host: LOOPBACK, port: state.settings.port });
		return controls(state, url, close);
	} catch (error) {
		await close();
		throw error;
	}
}

function controls(state: SimulatorState, url: string, close: () => Promise<void>): Simulator {
	const { filesUrl, settings, ledger, requests, tasks, uploadedFiles } = state;
	return {
		url,
		close,
		filesUrl,
		sampleUrl: `${filesUrl}/samples/sample.mp4`,
		get apiKey() {
			return settings.apiKey;
		},
		settings,
		ledger,
		requests,
		tasks,
		uploadedFiles,
		addForeignTask: (foreign = {}) => addForeignTask(state, foreign),
		finishTasks: () => {
			state.hurry.abort();
			state.hurry = new AbortController();
		},
		onEvent: (listener) => state.events.onEvent(listener),
		addFault: (fault) => state.faults.add(fault),
		clearFaults: () => state.faults.clear(),
		serveFile: (name, bytes, contentType, unusual) => {
			const file =
				typeof bytes === 'function'
					? fileFromStream(bytes, contentType)
					: fileInMemory(bytes, contentType);
			state.testFiles.set(name, { ...file, unusual });
			return `${filesUrl}/test-files/${encodeURIComponent(name)}`;
		},
	};
}
