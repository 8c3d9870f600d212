import { expect } from '@jest/globals';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../n8n/engine/engine.mts';
import type { SimulatorSettings } from '../../simulator/index.mts';
import { outcomeOf, Workbench, type EditOptions, type Outcome } from './workbench.mts';

/** The styles of the two services, as a credential names them. */
export const API_STYLES = ['apimart', 'modelStudio'] as const;
export type ApiStyle = (typeof API_STYLES)[number];

/** The prices of the simulator, as an account would enter them. */
export const PRICES = { price720p: 0.1, price1080p: 0.15 };

/** The only request that an estimate sends to each service, and where a fault hits it. */
export const FREE_CALLS = {
	apimart: { request: 'GET /v1/balance', on: 'balance' },
	modelStudio: { request: 'GET /api/v1/uploads', on: 'policy' },
} as const;

/** How many requests a probe of the sample takes at most. */
const PROBE_REQUESTS = 2;

/** Settings that tests change. */
const USUAL: Partial<SimulatorSettings> = {
	balanceUsd: 100,
	unlimitedQuota: false,
	billsSourceSeconds: false,
	balanceBadKeyStatus: 200,
	taskTimeMs: 50,
	modelStudioSubmitsPerSecond: 0,
	modelStudioTasksAtOnce: 0,
};

/** Estimate Edit at one of the two services, which the simulator of a workbench speaks both. */
export class EstimateBench {
	private constructor(readonly bench: Workbench) {}

	static async start(): Promise<EstimateBench> {
		return new EstimateBench(await Workbench.start());
	}

	/** An account that says what it pays, unless told otherwise. */
	credential(
		apiStyle: ApiStyle,
		change: ICredentialDataDecryptedObject = {},
	): ICredentialDataDecryptedObject {
		return { ...this.bench.credential, apiStyle, ...PRICES, ...change };
	}

	begin(apiStyle: ApiStyle, parameters: INodeParameters, options: EditOptions = {}): Execution {
		const all = { operation: 'estimateEdit', ...parameters };
		const credential = this.credential(apiStyle);
		return this.bench.begin(this.bench.submitParameters(all), { credential, ...options });
	}

	/** Estimates an edit of the sample, unless told otherwise. */
	async estimate(
		apiStyle: ApiStyle,
		parameters: INodeParameters = {},
		options?: EditOptions,
	): Promise<Outcome> {
		return await outcomeOf(this.begin(apiStyle, parameters, options));
	}

	/** Buys the same edit. */
	async edit(
		apiStyle: ApiStyle,
		parameters: INodeParameters = {},
		options: EditOptions = {},
	): Promise<Outcome> {
		const credential = this.credential(apiStyle);
		return await this.bench.edit(parameters, { credential, ...options });
	}

	/**
	 * Nothing was sent that could buy or upload anything: only so many free calls, and the probe of so many links of the
	 * simulator, without the key.
	 */
	assertBoughtNothing(apiStyle: ApiStyle, { freeCalls = 1, links = 1 } = {}): void {
		const { apiRequests, simulator } = this.bench;
		const asked = apiRequests.map(({ method, path }) => `${method} ${path}`);
		expect(asked).toEqual(Array(freeCalls).fill(FREE_CALLS[apiStyle].request));
		const others = simulator.requests.filter(({ listener }) => listener !== 'api');
		expect(others.length).toBeLessThanOrEqual(links * PROBE_REQUESTS);
		for (const { method, path, headers } of others) {
			expect(method).toBe('GET');
			expect(path).toMatch(/^\/(samples|test-files)\//);
			expect(headers.authorization).toBeUndefined();
		}
		expect(simulator.ledger).toMatchObject({ submits: 0, billed: 0 });
		expect(simulator.tasks.size).toBe(0);
		expect(simulator.uploadedFiles.size).toBe(0);
	}

	/** Neither n8n's data nor what a person reads holds the key. */
	assertHoldsNoKey({ run, items, error }: Outcome): void {
		const shown = JSON.stringify([run.data, items, error?.message, error?.description]);
		expect(shown).not.toContain(this.bench.simulator.apiKey);
	}

	reset(settings: Partial<SimulatorSettings> = {}): void {
		this.bench.reset({ ...USUAL, ...settings });
		this.bench.simulator.uploadedFiles.clear();
	}

	async close(): Promise<void> {
		await this.bench.close();
	}
}
