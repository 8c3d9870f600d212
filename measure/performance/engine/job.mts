/**
 * How edits are made: by this node, by hand-built n8n nodes, by a node that only sends the requests that this node sends, or by
 * bare HTTP requests without n8n.
 */
export type Way = 'node' | 'handBuilt' | 'least' | 'bare';

/** What one process measures. */
export interface Job {
	way: Way;
	/** Edits in one run. */
	items: number;
	/** How long an edit takes at the service, in ms. */
	taskTimeMs: number;
	/** Status checks for each edit, on average, of the node that only sends requests. */
	checks: number;
	/** Edits that are made beforehand, as in an n8n that has been at work for a while. */
	warmUpItems: number;
	/** Whether to measure memory in the middle of the wait instead, which takes time of its own. */
	memory: boolean;
	service: { apiUrl: string; apiKey: string; sampleUrl: string };
	/** The package whose node is measured. */
	packageFolder: string;
}

/** What it measured. */
export interface Cost {
	/** When the last video was stored, in ms since 1970. */
	endedAtMs: number;
	/** How long the process's one JavaScript thread was busy, in ms. */
	busyMs: number;
	/** Time of the processor that the run took, of all threads, in ms. */
	cpuMs: number;
	/** By how much the heap was greater in the middle of the wait than before, in bytes. */
	waitingBytes?: number;
}
