import type {
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { serviceAddress } from '../../../credentials/serviceAddress';
import type { Edit } from '../checks/edit';
import {
	ANSWER_AS_STREAM,
	connectionOf,
	unstoppable,
	type Connection,
} from '../n8n/requestOptions';
import { POLICIES } from '../shared/policies';
import type { Result } from '../shared/retry';
import { accountOf, type Account } from './account';
import { apimart } from './apimart/apimart';
import type { Fault, SubmitFault } from './fault';
import { networkFault } from './networkFault';
import { readBody } from './readBody';
import type { Answer, Service, ServiceRequest } from './service';
import type { Task } from './task';

/** The service of an item's credential, as the item reaches it. */
export class Client {
	private constructor(
		private readonly context: IExecuteSingleFunctions,
		private readonly service: Service,
		/** The address of the service. */
		readonly address: string,
		readonly account: Account,
		/** How requests of the item leave n8n, also those to other hosts. */
		readonly connection: Connection,
		private readonly routed: Pick<IHttpRequestOptions, 'baseURL' | 'allowedDomains'>,
	) {}

	/**
	 * @param request what n8n has made of the description's routing
	 * @throws {UserError} when the credential's address or key cannot be used
	 */
	static async of(context: IExecuteSingleFunctions, request: IHttpRequestOptions): Promise<Client> {
		const credential = await context.getCredentials('wanVideoEditApi');
		const key = bearerKey(credential);
		const address = serviceAddress(credential);
		const { baseURL, allowedDomains } = request;
		return new Client(context, apimart, address, accountOf(address, key), connectionOf(request), {
			baseURL,
			allowedDomains,
		});
	}

	/**
	 * Submits an edit once, which costs money. Stop does not break it off: its answer names the paid task.
	 *
	 * @param timeoutMs the user's own limit for a request
	 */
	async submit(
		edit: Edit,
		idempotencyKey: string,
		timeoutMs: number = POLICIES.submit.timeoutMs,
	): Promise<Result<Task, SubmitFault>> {
		const options = this.options(this.service.submit(edit, idempotencyKey), timeoutMs);
		return this.service.readSubmit(await this.send(unstoppable(options)));
	}

	/** What makes an edit another purchase at this service. */
	identityOf = (edit: Edit) => ({
		service: this.address,
		edit: this.service.identityOf(edit),
	});

	/** Checks a task once, when it is this check's turn. */
	async getTask(id: string, language?: string): Promise<Result<Task, Fault>> {
		const stop = this.context.getExecutionCancelSignal();
		const release = await this.account.checks.slot(stop);
		try {
			if (stop?.aborted) return { fault: networkFault(new Error('stopped')) };
			const { timeoutMs } = POLICIES.firstStatusCheck;
			const request = this.service.getTask(id, language);
			return this.service.readTask(id, await this.send(this.options(request, timeoutMs)));
		} finally {
			release();
		}
	}

	/** Uploads a reference image once, and gives its address. */
	async uploadImage(content: Blob, fileName: string): Promise<Result<string, Fault>> {
		const request = this.service.uploadImage(content, fileName);
		const { timeoutMs } = POLICIES.upload;
		return this.service.readUpload(await this.send(this.options(request, timeoutMs)));
	}

	private options = (request: ServiceRequest, timeoutMs: number): IHttpRequestOptions => ({
		...this.routed,
		...this.connection,
		...ANSWER_AS_STREAM,
		...request,
		timeout: timeoutMs,
	});

	/** The one way out to the service, with its key. It never throws: what is paid is not given up for a fault. */
	private async send(options: IHttpRequestOptions): Promise<Answer> {
		try {
			const { statusCode, headers, body } =
				(await this.context.helpers.httpRequestWithAuthentication.call(
					this.context,
					'wanVideoEditApi',
					options,
				)) as IN8nHttpFullResponse;
			return { value: { statusCode, headers, ...(await readBody(body)) } };
		} catch (error) {
			return { fault: networkFault(error) };
		}
	}
}
