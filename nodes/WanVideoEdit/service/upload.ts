import type { Result } from '../shared/retry';
import type { Answer, ServiceRequest } from './exchange';
import type { Fault } from './fault';

/** A file on its way to a service. */
export interface Upload {
	/** With the extension that fits its content, and so that no other upload has the same. */
	fileName: string;
	/** The MIME type by its content. */
	type: string;
	bytes: number;
	/** Reads it whole into memory. */
	whole: () => Promise<Buffer>;
	/**
	 * Opens it for one request, piece by piece.
	 *
	 * @returns the body of a request: what is to stand before it, the file, and what is to stand after it
	 */
	between: (before: Buffer, after: Buffer) => Promise<OpenBody>;
}

/** The body of a request, which must be closed when that is over. */
export interface OpenBody {
	body: ServiceRequest['body'];
	/** Aborted, and why, when nothing of it has left for a while, or no answer has come after all of it had. */
	stalled: AbortSignal;
	close: () => void;
}

/**
 * Sends one of the requests that an upload takes.
 *
 * @param to 'service', with the API key; or 'host', any other address, without it
 * @param stalled of the request's body
 */
export type Exchange = (
	request: ServiceRequest,
	to: 'service' | 'host',
	stalled?: AbortSignal,
) => Promise<Answer>;

/** How a service takes files, so that nobody has to put them on the web. */
export interface Uploads {
	/** Whether it takes a video. Otherwise that needs a link which the service can reach. */
	takesVideo: boolean;
	/** The MIME types of the images that it takes. */
	imageTypes: string[];
	/**
	 * Uploads a file, which costs nothing.
	 *
	 * @param address where the service is
	 * @returns the address under which an edit names it
	 */
	upload(file: Upload, exchange: Exchange, address: string): Promise<Result<string, Fault>>;
}
