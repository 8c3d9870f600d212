import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Result } from '../shared/retry';
import type { NetworkFault } from './fault';

/** A request to a service, without the service's address, the key, and how it leaves n8n. */
export type ServiceRequest = Required<Pick<IHttpRequestOptions, 'method' | 'url'>> &
	Pick<IHttpRequestOptions, 'headers' | 'qs' | 'body' | 'json'>;

/** An HTTP answer of a service, read within limits. */
export interface HttpAnswer {
	statusCode: number;
	headers: IDataObject;
	/** Parsed JSON, or text that is none. */
	body: unknown;
	/** Why the body is not all that the service sent. */
	broken?: string;
}

/** What came back for a request: an answer, or why there was none. */
export type Answer = Result<HttpAnswer, NetworkFault>;
