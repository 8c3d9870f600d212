import type { IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { PricedResolution } from '../../../credentials/accountPrices';
import { bearerKey } from '../../../credentials/bearerKey';
import { oldDomainOf } from '../../../credentials/oldDomain';
import { serviceAddress } from '../../../credentials/serviceAddress';
import type { Edit } from '../checks/edit';
import { sharedByRun } from '../n8n/run';
import { keyCutter } from '../shared/keyCutter';
import { POLICIES, TIMEOUTS_MS } from '../shared/policies';
import type { Result } from '../shared/retry';
import { Deadline, timeLimit } from '../shared/timeLimit';
import { accountOf, type Account } from './account';
import { cancelTask } from './cancelTask';
import type { Fault, SubmitFault } from './fault';
import { listSince } from './listSince';
import { networkFault } from './networkFault';
import { orAtOldDomain } from './oldDomain';
import { priceOf, type Price } from './price';
import type { ServiceRequest } from './exchange';
import type { ListedTask, Service, Task, TaskList } from './service';
import type { Exchange, Upload } from './upload';
import { serviceOf } from './services';
import { Wire } from './wire';

/** The service of an item's credential, as the item reaches it. */
export class Client {
	private constructor(
		readonly service: Service,
		readonly address: string,
		readonly account: Account,
		/** How requests of the item leave n8n. */
		readonly wire: Wire,
		/** Cuts the API key out of a text, or of all text in an object, for what leaves the node. */
		readonly withoutKey: <T>(value: T) => T,
		/** Where the list of tasks is asked for when it answers 401 at the address. */
		private readonly oldDomain: string | undefined,
		/** What a second costs in a resolution, if somebody says it. Throws a UserError for what is no price. */
		readonly priceOf: (resolution: PricedResolution) => Price | undefined,
	) {}

	/**
	 * @param request what n8n has made of the description's routing
	 * @throws {UserError} when the credential's address or key cannot be used
	 */
	static async of(context: IExecuteSingleFunctions, request: IHttpRequestOptions): Promise<Client> {
		const credential = await context.getCredentials('wanVideoEditApi');
		const key = bearerKey(credential);
		const address = serviceAddress(credential);
		const service = serviceOf(credential);
		const account = accountOf(address, key, service.limits);
		const wire = new Wire(context, request);
		const oldDomain = oldDomainOf(credential);
		const cutter = () => keyCutter(key);
		const withoutKey = sharedByRun(context, `key cutter ${account.id}`, cutter);
		const price = (resolution: PricedResolution) => priceOf(credential, resolution);
		return new Client(service, address, account, wire, withoutKey, oldDomain, price);
	}

	/**
	 * Waits until a submit may leave: those of an account are paced, and "too many requests" slows all of them.
	 *
	 * @returns must be called when the submit is answered; `undefined` after Stop or the deadline
	 */
	async submitSlot({ leftMs }: Deadline): Promise<(() => void) | undefined> {
		const { signal, lift } = timeLimit(Math.max(0, leftMs), this.stop);
		const release = await this.account.submits.slot(signal);
		lift();
		if (!signal.aborted) return release;
		release();
		return undefined;
	}

	/**
	 * Submits an edit once, which costs money. Stop does not break it off: its answer names the paid task.
	 *
	 * @param timeoutMs the user's own limit for a request
	 */
	async submit(
		edit: Edit,
		idempotencyKey: string,
		timeoutMs: number = TIMEOUTS_MS.submit,
	): Promise<Result<Task, SubmitFault>> {
		const request = this.service.submit(edit, idempotencyKey);
		const sentAtMs = performance.now();
		const answer = await this.wire.exchange(request, timeoutMs, { outlivesStop: true });
		const result = this.service.readSubmit(answer, this.address);
		if (result.value) this.account.submits.speedUp();
		if (result.fault?.cause === 'tooManyRequests') {
			this.account.submits.slowDown(sentAtMs, restMs(result.fault));
		}
		return result;
	}

	get context(): IExecuteSingleFunctions {
		return this.wire.context;
	}

	/** Stop, or the workflow's time limit. */
	get stop(): AbortSignal | undefined {
		return this.wire.stop;
	}

	/** What makes an edit another purchase at this service. */
	identityOf(edit: Edit) {
		return { service: this.address, edit: this.service.identityOf(edit) };
	}

	/**
	 * Checks a task once, when it is this check's turn.
	 *
	 * @param deadline the check does not wait for its turn for longer than half a minute past it
	 */
	async getTask(id: string, language?: string, deadline?: Deadline): Promise<Result<Task, Fault>> {
		const longestMs = Math.max(0, deadline?.leftMs ?? Infinity) + TIMEOUTS_MS.statusCheck;
		const { signal, lift } = timeLimit(longestMs, this.stop);
		const release = await this.account.checks.slot(signal);
		lift();
		try {
			if (signal.aborted)
				return { fault: networkFault(new Error('too many status checks were waiting')) };
			const request = this.service.getTask(id, language);
			return this.service.readTask(id, await this.wire.exchange(request, TIMEOUTS_MS.statusCheck));
		} finally {
			release();
		}
	}

	/** Uploads a file once, which costs nothing, and gives the address under which an edit names it. */
	async upload(file: Upload): Promise<Result<string, Fault>> {
		const exchange: Exchange = async (request, to, stalled) =>
			to === 'service'
				? await this.wire.exchange(request, TIMEOUTS_MS.upload)
				: await this.wire.exchange(request, TIMEOUTS_MS.uploadFile, { withKey: false, stalled });
		return await this.service.uploads.upload(file, exchange, this.address);
	}

	/**
	 * Lists the tasks of the account that may have been created in a time.
	 *
	 * @param sinceMs by the clock of this computer
	 * @param untilMs by the same clock
	 * @param deadline after it, no further page is asked for
	 */
	async tasksBetween(
		list: TaskList,
		sinceMs: number,
		untilMs: number,
		deadline: Deadline,
	): Promise<Result<ListedTask[], Fault>> {
		let pages = 0;
		const ask = async (request: ServiceRequest) => {
			const isLate = pages++ > 0 && deadline.leftMs <= 0;
			if (isLate) return { fault: networkFault(new Error('the Timeout is over')) };
			const release = await this.account.checks.slot(this.stop);
			return await this.wire.exchange(request, TIMEOUTS_MS.statusCheck).finally(release);
		};
		return await listSince(list, orAtOldDomain(ask, this.oldDomain), sinceMs, untilMs);
	}

	/**
	 * Takes a task back that has not begun, also after Stop, where the service can do it.
	 *
	 * @returns whether it was taken back; `undefined` when the service did not tell in time
	 */
	async cancel(task: Task): Promise<boolean | undefined> {
		const deadline = new Deadline(TIMEOUTS_MS.cancel);
		const ask = async (request: ServiceRequest) => {
			const { signal, lift } = timeLimit(Math.max(0, deadline.leftMs));
			const release = await this.account.cancellations.slot(signal);
			lift();
			const timeoutMs = Math.max(1, deadline.leftMs);
			return await this.wire.exchange(request, timeoutMs, { outlivesStop: true }).finally(release);
		};
		return await cancelTask(this.service, task, ask, deadline);
	}
}

/** How long an account is left alone after "too many requests", unless the service asks for so long that items give up. */
const restMs = ({ retryAfterMs = 0 }: Fault): number =>
	retryAfterMs > POLICIES.submit.longestPauseMs
		? LEAST_REST_MS
		: Math.max(retryAfterMs, LEAST_REST_MS);

const LEAST_REST_MS = 1_000;
