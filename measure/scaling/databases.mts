import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import getPort from 'get-port';

import { installDebianPackages } from '../../test/support/debianPackages.mts';
import { Daemon } from './daemon.mts';

const run = promisify(execFile);
const DEBIANS_POSTGRES = '/usr/lib/postgresql';
const REDIS = '/usr/bin/redis-server';

/** PostgreSQL and Redis on free ports of loopback, with folders of their own. */
export interface Databases {
	postgres: Daemon;
	redis: Daemon;
	/** How n8n finds them, in its environment. */
	env: NodeJS.ProcessEnv;
}

/** Where the machine's user may do that, it installs Debian's packages first. */
export async function databaseVersions(): Promise<{ PostgreSQL: string; Redis: string }> {
	if (!existsSync(REDIS) || !existsSync(DEBIANS_POSTGRES)) {
		await installDebianPackages(
			['postgresql', 'redis-server'],
			'This takes PostgreSQL and Redis: apt-get install postgresql redis-server',
		);
	}
	const versionOf = async (program: string) => {
		const { stdout } = await run(program, ['--version']);
		return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? stdout.trim();
	};
	const [PostgreSQL, Redis] = await Promise.all(
		[join(await postgresFolder(), 'postgres'), REDIS].map(versionOf),
	);
	return { PostgreSQL, Redis };
}

/** Starts both, which are installed. */
export async function startDatabases(): Promise<Databases> {
	const postgresPort = await getPort({ host: '127.0.0.1' });
	const redisPort = await getPort({ host: '127.0.0.1' });
	const postgres = await preparePostgres(postgresPort);
	const redisFolder = await mkdtemp(join(tmpdir(), 'wan-redis-'));
	const redis = new Daemon(
		[
			REDIS,
			...['--bind', '127.0.0.1', '--port', String(redisPort), '--save', ''],
			// What is in the queue outlives a restart.
			...['--appendonly', 'yes', '--dir', redisFolder],
		],
		redisPort,
		redisFolder,
	);
	await Promise.all([postgres.start(), redis.start()]);
	return {
		postgres,
		redis,
		env: {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
		},
	};
}

async function postgresFolder(): Promise<string> {
	const [newest] = (await readdir(DEBIANS_POSTGRES)).sort((a, b) => Number(b) - Number(a));
	return join(DEBIANS_POSTGRES, newest, 'bin');
}

async function preparePostgres(port: number): Promise<Daemon> {
	const bin = await postgresFolder();
	const folder = await mkdtemp(join(tmpdir(), 'wan-postgres-'));
	// PostgreSQL refuses to run as root.
	const asPostgres = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
	if (asPostgres.length > 0) await run('chown', ['postgres', folder]);
	const command = (name: string, ...args: string[]) => [
		...asPostgres,
		join(bin, name),
		...['-D', folder],
		...args,
	];
	const [program, ...args] = command('initdb', '-A', 'trust', '-U', 'n8n', '-E', 'UTF8');
	await run(program, args);
	return new Daemon(
		command('postgres', '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'),
		port,
		folder,
	);
}
