import type { EventHub } from './tasks/events.mts';
import type { FaultList } from './faults/faults.mts';
import type { IdempotencyStore } from './api/idempotency.mts';
import type { Ledger } from './billing/ledger.mts';
import type { Links } from './files/links.mts';
import type { RecordedRequest } from './api/requestLog.mts';
import type { ServedFile } from './files/servedFile.mts';
import type { SimulatorSettings } from './settings.mts';
import type { Policy } from './modelStudio/policies.mts';
import type { SignedLink } from './modelStudio/signedLink.mts';
import type { UploadedFile } from './modelStudio/uploadedFiles.mts';
import type { Queue } from './tasks/queue.mts';
import type { SimulatedTask } from './tasks/task.mts';

/** Answer to an accepted submit. */
export interface SubmitAnswer {
	status: number;
	body: Record<string, unknown>;
}

/** Everything one running simulator knows; shared by both listeners. */
export interface SimulatorState {
	settings: SimulatorSettings;
	ledger: Ledger;
	requests: RecordedRequest[];
	tasks: Map<string, SimulatedTask>;
	/** The tasks of Model Studio that wait for others. */
	queue: Queue;
	faults: FaultList;
	events: EventHub;
	idempotency: IdempotencyStore<SubmitAnswer>;
	results: Links;
	uploads: Links;
	/** Model Studio's links to results, by task. */
	signedLinks: Map<string, SignedLink>;
	/** Model Studio's upload policies, by their text. */
	policies: Map<string, Policy>;
	/** What was uploaded to Model Studio, by key. */
	uploadedFiles: Map<string, UploadedFile>;
	/** Videos that are being made: they have files open. */
	inWork: Set<Promise<void>>;
	/** Files offered by tests, by name. */
	testFiles: Map<string, ServedFile>;
	/** Temporary directory for sources, results and uploads. */
	directory: string;
	/** Origin of the files listener, known once it listens. */
	filesUrl: string;
	/** Aborted when the simulator closes: ends timers, transfers and callbacks. */
	stopping: AbortSignal;
	/** Ends the time that the running tasks still take; another one takes its place then. */
	hurry: AbortController;
}
