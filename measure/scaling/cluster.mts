import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import getPort from 'get-port';

import { CREDENTIAL_TYPE, DATA_TABLES } from '../../n8n/server/examples.mts';
import { installNode } from '../../n8n/server/installNode.mts';
import type { N8nProgram } from '../../n8n/server/n8nProgram.mts';
import { N8nRest, type Stored } from '../../n8n/server/n8nRest.mts';
import { N8nServer } from '../../n8n/server/n8nServer.mts';
import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { startDatabases, type Databases } from './databases.mts';
import { TABLE } from './rescue.mts';

/** How many executions a worker runs at the same time. */
export const SLOTS = 10;
const ENCRYPTION_KEY = 'the-same-on-every-machine';

/** One of the processes that make up an n8n in queue mode. */
interface Member {
	server: N8nServer;
	start: () => Promise<N8nServer>;
	/** Where it keeps its data, `.n8n` in it. */
	userFolder: string;
}

/** n8n in queue mode: a main process, two workers, PostgreSQL and Redis, the simulator beside it. */
export class Cluster {
	private constructor(
		readonly simulator: Simulator,
		readonly databases: Databases,
		readonly rest: N8nRest,
		readonly credential: Stored,
		private readonly main: Member,
		private readonly workers: Member[],
	) {}

	/** @param workerCount how many workers */
	static async start(program: N8nProgram, folder: string, workerCount: number): Promise<Cluster> {
		const databases = await startDatabases();
		const simulator = await startSimulator({
			balanceUsd: 1_000_000,
			// A busy computer is no reason for an edit to fail.
			sourceTimeoutMs: 300_000,
		});
		const members: Member[] = [];
		for (let number = 0; number <= workerCount; number++) {
			const role = number === 0 ? 'main' : 'worker';
			const userFolder = await mkdtemp(join(folder, `${role}-`));
			await installNode(userFolder);
			const port = await getPort({ host: '127.0.0.1' });
			const start = async () =>
				await N8nServer.start({
					program,
					userFolder,
					port,
					brokerPort: await getPort({ host: '127.0.0.1' }),
					role,
					env: {
						...databases.env,
						N8N_ENCRYPTION_KEY: ENCRYPTION_KEY,
						N8N_CONCURRENCY_PRODUCTION_LIMIT: String(SLOTS),
						...(role === 'worker' && {
							QUEUE_HEALTH_CHECK_ACTIVE: 'true',
							QUEUE_HEALTH_CHECK_PORT: String(port),
						}),
						// Where the service finds n8n's webhooks, also when a worker says it.
						WEBHOOK_URL: members[0]?.server.origin ?? `http://127.0.0.1:${port}`,
					},
				});
			members.push({ server: await start(), start, userFolder });
		}
		const [main, ...workers] = members;
		const rest = new N8nRest(main.server.origin);
		await rest.logIn();
		for (const table of [...DATA_TABLES, TABLE]) await rest.createDataTable(table);
		const { url: baseUrl, apiKey } = simulator;
		const data = { service: 'custom', baseUrl, apiKey };
		const credential = await rest.createCredential('Simulator', CREDENTIAL_TYPE, data);
		return new Cluster(simulator, databases, rest, credential, main, workers);
	}

	/** A power failure of a worker, and its start after it. */
	async killWorker(): Promise<void> {
		const [worker] = this.workers;
		await worker.server.kill();
		await startAfresh(worker);
	}

	/** What an update of a worker does. */
	async stopWorker(): Promise<void> {
		const worker = this.workers[1];
		await worker.server.stop();
		await startAfresh(worker);
	}

	async restartMain(): Promise<void> {
		await this.main.server.stop();
		this.main.server = await this.main.start();
		await this.rest.logIn();
	}

	async restartRedis(): Promise<void> {
		await this.databases.redis.stop();
		await this.databases.redis.start();
	}

	/** Of all members of n8n together, in bytes. */
	async memoryBytes(): Promise<number> {
		const all = [this.main, ...this.workers].map(({ server }) => server.memoryBytes());
		return (await Promise.all(all)).reduce((sum, each) => sum + each, 0);
	}

	async close(): Promise<void> {
		for (const { server } of [...this.workers, this.main]) await server.stop();
		await this.simulator.close();
		await this.databases.redis.end();
		await this.databases.postgres.end();
	}
}

/**
 * Starts a worker as a new container does: without its event log. A worker that finds one takes every
 * execution that it began and did not end for crashed, also those that sleep or are at another worker.
 */
async function startAfresh(worker: Member): Promise<void> {
	const folder = join(worker.userFolder, '.n8n');
	for (const name of await readdir(folder)) {
		if (name.startsWith('n8nEventLog')) await rm(join(folder, name));
	}
	worker.server = await worker.start();
}
