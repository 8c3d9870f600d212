import type { IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { connectionOf, send, type Connection } from '../n8n/send';
import type { LikeStream } from '../n8n/streamOf';
import { TIMEOUTS_MS } from '../shared/policies';
import { timeLimit } from '../shared/timeLimit';
import { networkFault } from './networkFault';
import { readBody } from './readBody';
import type { Answer, ServiceRequest } from './exchange';

/** How a request differs from others. */
export interface HowToExchange {
	/** Stop does not break it off. */
	outlivesStop?: boolean;
	withKey?: boolean;
	/** Breaks it off. */
	stalled?: AbortSignal;
}

/** How requests of an item leave n8n, and how answers come back. */
export class Wire {
	/** What the answers come as, once there was one: all of them are streams. */
	likeItsAnswers?: LikeStream;
	/** Also that of requests to other hosts. */
	readonly connection: Connection;
	private readonly routed: Pick<IHttpRequestOptions, 'baseURL' | 'allowedDomains'>;

	/** @param request what n8n has made of the description's routing */
	constructor(
		readonly context: IExecuteSingleFunctions,
		request: IHttpRequestOptions,
	) {
		this.connection = connectionOf(request);
		this.routed = { baseURL: request.baseURL, allowedDomains: request.allowedDomains };
	}

	/** Stop, or the workflow's time limit. */
	get stop(): AbortSignal | undefined {
		return this.context.getExecutionCancelSignal();
	}

	/**
	 * Sends a request and reads its answer. Never throws: what is paid is not given up for a fault.
	 *
	 * @param timeout in ms, until the answer begins
	 */
	async exchange(
		request: ServiceRequest,
		timeout: number,
		{ outlivesStop = false, withKey = true, stalled }: HowToExchange = {},
	): Promise<Answer> {
		const routed = withKey ? this.routed : {};
		const options = { ...routed, ...this.connection, ...request, timeout };
		const stop = outlivesStop ? undefined : this.stop;
		// n8n's own timeout is over once an answer begins.
		const { signal, end, lift } = timeLimit(timeout + TIMEOUTS_MS.answer, stop);
		stalled?.addEventListener('abort', end);
		try {
			const answer = await send(this.context, options, { withKey, signal });
			const { statusCode, headers, body } = answer;
			this.likeItsAnswers = { constructor: body!.constructor };
			return { value: { statusCode, headers, ...(await readBody(body, end)) } };
		} catch (error) {
			return { fault: networkFault(stalled?.aborted ? stalled.reason : error) };
		} finally {
			lift();
		}
	}
}
