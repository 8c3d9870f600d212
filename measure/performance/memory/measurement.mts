/** How a file is moved: by this node, by n8n's HTTP Request node, or through memory in one piece. */
export type Way = 'node' | 'httpRequest' | 'buffer' | 'base64' | 'form';

/** A result to bring into n8n's binary store. */
export interface Result {
	kind: 'result';
	/** Its length in bytes. */
	bytes: number;
	url: string;
	/** The task at the service whose result it is. */
	taskId: string;
}

/**
 * A file in n8n's binary store that the service is to get: by a link that the node gives it, or, at Model
 * Studio, by upload.
 */
export interface Source {
	kind: 'source' | 'upload';
	/** Its length in bytes. */
	bytes: number;
	path: string;
}

/** Where the measured process finds the service. */
export interface Service {
	apiUrl: string;
	apiKey: string;
	/** Takes any file that is posted to it. */
	inboxUrl: string;
}

/** What one process measures. */
export interface Measurement {
	way: Way;
	/** Files that are moved at the same time, one for each item. */
	atOnce: number;
	file: Result | Source;
	/** A small file of the same kind, moved beforehand: an n8n that is at work. */
	before: Result | Source;
	service: Service;
	/** The package whose node is measured. */
	packageFolder: string;
}
