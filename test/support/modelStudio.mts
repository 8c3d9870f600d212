import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../n8n/engine/engine.mts';
import type { RecordedRequest } from '../../simulator/index.mts';
import { outcomeOf, type EditOptions, type Outcome, type Workbench } from './workbench.mts';

/** The node at Model Studio, which the simulator of a workbench speaks beside the first API. */
export class ModelStudio {
	constructor(private readonly bench: Workbench) {}

	get credential(): ICredentialDataDecryptedObject {
		return { ...this.bench.credential, apiStyle: 'modelStudio' };
	}

	begin(parameters: INodeParameters = {}, options: EditOptions = {}): Execution {
		const { credential } = this;
		return this.bench.begin(this.bench.submitParameters(parameters), { credential, ...options });
	}

	async edit(parameters: INodeParameters = {}, options?: EditOptions): Promise<Outcome> {
		return await outcomeOf(this.begin(parameters, options));
	}

	async retry(
		failed: Outcome,
		parameters: INodeParameters = {},
		options: EditOptions = {},
	): Promise<Outcome> {
		const { credential } = this;
		return await this.bench.retry(failed, parameters, { credential, ...options });
	}

	async getTask(parameters: INodeParameters, options: EditOptions = {}): Promise<Outcome> {
		return await this.bench.getTask(parameters, { credential: this.credential, ...options });
	}

	get submits(): RecordedRequest[] {
		return this.bench.requests('POST', /\/video-synthesis$/);
	}

	get checks(): RecordedRequest[] {
		return this.bench.requests('GET', /^\/api\/v1\/tasks\/[^/]+$/);
	}

	get lists(): RecordedRequest[] {
		return this.bench.requests('GET', /^\/api\/v1\/tasks\/?$/);
	}

	get cancels(): RecordedRequest[] {
		return this.bench.requests('POST', /\/cancel$/);
	}

	/** Edits that are billed and not refunded. */
	get paid(): number {
		const { billed, refunded } = this.bench.simulator.ledger;
		return billed - refunded;
	}

	/** The answers to submits are lost. */
	lose(times = 1): void {
		this.bench.simulator.addFault({ on: 'submit', times, action: { kind: 'loseAnswer' } });
	}

	/** Submits are lost before the service has seen them. */
	loseOnTheWay(times = 1): void {
		this.bench.simulator.addFault({ on: 'submit', times, action: { kind: 'reset' } });
	}
}
