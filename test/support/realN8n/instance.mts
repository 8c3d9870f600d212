import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import getPort from 'get-port';
import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { CREDENTIAL_TYPE, NODE_TYPE } from '../../../n8n/server/examples.mts';
import { installNode } from '../../../n8n/server/installNode.mts';
import type { N8nProgram } from '../../../n8n/server/n8nProgram.mts';
import {
	N8nRest,
	type ExecutionInfo,
	type ImportedWorkflow,
	type Stored,
	type WorkflowToImport,
} from '../../../n8n/server/n8nRest.mts';
import { N8nServer } from '../../../n8n/server/n8nServer.mts';
import { startSimulator, type Simulator } from '../../../simulator/index.mts';
import { ForeignRest } from './foreignRest.mts';

export const NODE = 'Wan Video Edit';
export const TRIGGER = 'When clicking Execute';

/** Long enough for a test to happen in, short enough to wait for. */
const TASK_TIME_MS = 1_500;

/** Somebody's n8n, as `npm run e2e -- --url` hands it on to the tests. */
export interface ForeignInstance {
	origin: string;
	version: string;
	session: string;
	/** The file where a test notes what it has created. */
	journal: string;
}

/** What of an n8n's own a test may ask for, because test/e2e/ownN8n.mts knows where it holds already. */
const MAY_BE_ASKED_FOR = [
	'GENERIC_TIMEZONE',
	'N8N_DEFAULT_BINARY_DATA_MODE',
	'N8N_AVAILABLE_BINARY_DATA_MODES',
];

/** An n8n, as far as tests start and end it. */
interface Server {
	origin: string;
	stop(): Promise<void>;
	kill(): Promise<void>;
}

/** A real n8n with the packed node, the simulator beside it, and a credential for it. */
export class Instance {
	private constructor(
		/** Of n8n. */
		readonly version: string,
		readonly simulator: Simulator,
		readonly rest: N8nRest,
		readonly credential: Stored,
		private server: Server,
		private readonly restart: () => Promise<Server>,
		private readonly folder: string,
	) {}

	/** @param env settings of n8n */
	static async start(env: NodeJS.ProcessEnv = {}): Promise<Instance> {
		const { E2E_N8N, E2E_FOLDER, E2E_FOREIGN } = process.env;
		if (E2E_FOREIGN !== undefined) {
			return await Instance.startForeign(JSON.parse(E2E_FOREIGN) as ForeignInstance, env);
		}
		if (E2E_N8N === undefined || E2E_FOLDER === undefined) {
			throw new Error('Run this with npm run e2e');
		}
		const program = JSON.parse(E2E_N8N) as N8nProgram;
		const folder = await mkdtemp(join(E2E_FOLDER, 'n8n-'));
		await installNode(folder);
		const simulator = await startSimulator({ taskTimeMs: TASK_TIME_MS });
		const port = await getPort({ host: '127.0.0.1' });
		const start = async () => {
			const brokerPort = await getPort({ host: '127.0.0.1' });
			return await N8nServer.start({ program, userFolder: folder, port, brokerPort, env });
		};
		const ready: Array<() => Promise<void>> = [async () => await simulator.close()];
		try {
			const server = await start();
			ready.push(async () => await server.stop());
			const rest = new N8nRest(server.origin);
			await rest.logIn();
			const credential = await rest.createCredential(
				'Simulator',
				CREDENTIAL_TYPE,
				credentialFor(simulator),
			);
			return new Instance(program.version, simulator, rest, credential, server, start, folder);
		} catch (error) {
			for (const close of ready) await close();
			throw error;
		}
	}

	/** The same in somebody's n8n, which stays as it was. */
	private static async startForeign(
		{ origin, version, session, journal }: ForeignInstance,
		env: NodeJS.ProcessEnv,
	): Promise<Instance> {
		const unusual = Object.keys(env).filter((name) => !MAY_BE_ASKED_FOR.includes(name));
		if (unusual.length > 0) {
			throw new Error(
				`This test needs an n8n with ${unusual.join()}: add it to test/e2e/ownN8n.mts`,
			);
		}
		const rest = new ForeignRest(origin, session, journal);
		const mayNot = () => Promise.reject(new Error('Add this test to test/e2e/ownN8n.mts'));
		const stop = async () => await rest.removeCreated();
		const simulator = await startSimulator({ taskTimeMs: TASK_TIME_MS });
		try {
			const credential = await rest.createCredential(
				'Simulator',
				CREDENTIAL_TYPE,
				credentialFor(simulator),
			);
			const server = { origin, stop, kill: mayNot };
			return new Instance(version, simulator, rest, credential, server, mayNot, '');
		} catch (error) {
			await simulator.close();
			throw error;
		}
	}

	get origin(): string {
		return this.server.origin;
	}

	get logFile(): string {
		if (this.folder === '') throw new Error('Add this test to test/e2e/ownN8n.mts');
		return join(this.folder, 'n8n.log');
	}

	async close(): Promise<void> {
		// While n8n ends, or workflows are stopped and removed, the node may still ask the simulator.
		await this.server.stop();
		await this.simulator.close();
	}

	/** A power failure, and a start after it. */
	async dieAndStartAgain(): Promise<void> {
		await this.server.kill();
		this.server = await this.restart();
		await this.rest.logIn();
	}

	/** Forgets what tests before have made the simulator do and bill. */
	reset(): void {
		const { ledger, requests, settings } = this.simulator;
		this.simulator.clearFaults();
		settings.taskTimeMs = TASK_TIME_MS;
		this.billedBefore = ledger.billed;
		requests.length = 0;
	}

	private billedBefore = 0;

	/** How many edits the service has billed since {@link reset}. */
	get billed(): number {
		return this.simulator.ledger.billed - this.billedBefore;
	}

	/** How many status checks the node has made. */
	get questions(): number {
		return this.simulator.requests.filter(({ path }) => path.startsWith('/v1/tasks/')).length;
	}

	/** Imports a workflow of a trigger and the node. */
	async workflow(
		parameters: INodeParameters,
		node: Partial<INode> = {},
	): Promise<ImportedWorkflow> {
		return await this.rest.importWorkflow(this.workflowOf(parameters, node));
	}

	workflowOf(parameters: INodeParameters, node: Partial<INode> = {}): WorkflowToImport {
		return editOf(this.simulator, this.credential, parameters, node);
	}

	/** Imports a workflow, executes it, and waits for its end. */
	async execute(parameters: INodeParameters, node: Partial<INode> = {}): Promise<ExecutionInfo> {
		const workflow = await this.workflow(parameters, node);
		return await this.rest.ended(await this.rest.run(workflow, TRIGGER));
	}
}

/** A workflow of a trigger and the node, which edits the simulator's sample. */
export function editOf(
	{ sampleUrl }: Simulator,
	credential: Stored,
	parameters: INodeParameters = {},
	node: Partial<INode> = {},
): WorkflowToImport {
	const at = (x: number): Pick<INode, 'position' | 'typeVersion'> => ({
		position: [x, 0],
		typeVersion: 1,
	});
	return {
		name: `Test ${Date.now()}`,
		nodes: [
			{
				...at(0),
				id: 'trigger',
				name: TRIGGER,
				type: 'n8n-nodes-base.manualTrigger',
				parameters: {},
			},
			{
				...at(220),
				id: 'edit',
				name: NODE,
				type: NODE_TYPE,
				parameters: {
					videoUrl: sampleUrl,
					prompt: 'Make it snow',
					resolution: '720P',
					...parameters,
				},
				credentials: { [CREDENTIAL_TYPE]: credential },
				...node,
			},
		],
		connections: { [TRIGGER]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
	};
}

export const credentialFor = ({ url, apiKey }: Simulator) => ({
	service: 'custom',
	baseUrl: url,
	apiKey,
});

/** What the node put out, in its last run. */
export const itemsOf = ({ data }: ExecutionInfo, node = NODE): INodeExecutionData[] =>
	data.resultData.runData[node]?.at(-1)?.data?.main[0] ?? [];

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, timeoutMs = 120_000) {
	const deadline = Date.now() + timeoutMs;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error('What was waited for did not happen');
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
