import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import axios from 'axios';

import type { N8nProgram } from './n8nProgram.mts';

const run = promisify(execFile);

/** How an n8n is to run. */
export interface N8nOptions {
	program: N8nProgram;
	/** Where it keeps everything: database, files, installed packages, its log. */
	userFolder: string;
	port: number;
	/** A second port that n8n wants for its task runners. */
	brokerPort: number;
	/** What it is: a whole n8n, or a worker of one that does not execute by itself. */
	role?: 'main' | 'worker';
	/** Further environment variables. */
	env?: NodeJS.ProcessEnv;
}

/** What ends a program from outside. */
export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** With room for a slow computer, on which an n8n begins its database. */
const LONGEST_START_MS = 300_000;
const PID_FILE = 'n8n.pid';
const LOG_FILE = 'n8n.log';
/** n8n waits this long for running executions when it is asked to end. */
const SHUTDOWN_S = 5;

/** An n8n server that is running on loopback. */
export class N8nServer {
	/** Resolves when it has ended, by itself or not. */
	readonly closed: Promise<unknown>;
	private isOver = false;

	private constructor(
		readonly origin: string,
		private readonly userFolder: string,
		private readonly child: ChildProcess,
	) {
		this.closed = once(child, 'close')
			.catch(() => {})
			.then(() => (this.isOver = true));
	}

	/**
	 * Starts a server; it answers when the promise resolves.
	 *
	 * @throws when it ends early or does not answer
	 */
	static async start({
		program,
		userFolder,
		port,
		brokerPort,
		role = 'main',
		env,
	}: N8nOptions): Promise<N8nServer> {
		await mkdir(userFolder, { recursive: true });
		await N8nServer.killLeftOver(userFolder);
		const log = await open(join(userFolder, LOG_FILE), 'a');
		const child = spawn(program.command, [...program.args, role === 'main' ? 'start' : 'worker'], {
			env: {
				...inherited(),
				...settings(program, userFolder, port, brokerPort),
				...pathOf(program),
				...env,
			},
			// n8n reads settings from a file .env where it runs.
			cwd: userFolder,
			stdio: ['ignore', log.fd, log.fd],
			// Ctrl-C is for whoever started it, which then ends n8n.
			detached: process.platform !== 'win32',
		});
		const server = new N8nServer(`http://127.0.0.1:${port}`, userFolder, child);
		try {
			await log.close();
			await writeFile(join(userFolder, PID_FILE), `${child.pid} ${process.pid}`);
			await server.answers(role);
		} catch (error) {
			await server.kill();
			throw error;
		}
		return server;
	}

	/**
	 * Ends a server whose starter was ended before it could do so itself.
	 *
	 * @throws when its starter is another program that is still at work
	 */
	static async killLeftOver(userFolder: string): Promise<void> {
		const [pid, starter] = await pidsIn(userFolder);
		// After a restart of the machine the number may be another program's.
		if (pid > 0 && (await commandOf(pid)).includes('n8n')) {
			if (starter !== process.pid && (await commandOf(starter)) !== '') {
				throw new Error(`An n8n is at work in ${userFolder} already. End that one first.`);
			}
			process.kill(-pid, 'SIGKILL');
		}
		await forgetPid(userFolder);
	}

	/** The same for each of the folders in a folder. */
	static async killLeftOversIn(folder: string): Promise<void> {
		// An n8n that is killed leaves files of its own there, too.
		for (const entry of await readdir(folder, { withFileTypes: true })) {
			if (entry.isDirectory()) await N8nServer.killLeftOver(join(folder, entry.name));
		}
	}

	/** Ends the server as a person or a service manager does. */
	async stop(): Promise<void> {
		const giveUp = setTimeout(() => void this.kill(), (SHUTDOWN_S + 10) * 1000);
		this.signal('SIGTERM');
		await this.closed;
		clearTimeout(giveUp);
		await forgetPid(this.userFolder);
	}

	/** Ends the server and its helpers at once, as a power failure would. */
	async kill(): Promise<void> {
		this.signal('SIGKILL');
		await this.closed;
		await forgetPid(this.userFolder);
	}

	/** The memory of the server and its helpers, in bytes (Linux only). */
	async memoryBytes(): Promise<number> {
		const { stdout } = await run('ps', ['-o', 'rss=', '-g', String(this.child.pid)]);
		const kilobytes = stdout.trim().split(/\s+/).map(Number);
		return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
	}

	private async answers(role: 'main' | 'worker'): Promise<void> {
		const deadline = Date.now() + LONGEST_START_MS;
		while (!(await isReady(this.origin, role))) {
			if (this.isOver || Date.now() > deadline) break;
			await delay(250);
		}
		// Another program may be what answers on this port.
		if (this.isOver) throw new Error(await this.withLog('n8n ended while it started.'));
		if (Date.now() > deadline) {
			throw new Error(
				await this.withLog(`n8n did not answer within ${LONGEST_START_MS / 1000} s.`),
			);
		}
	}

	private async withLog(what: string): Promise<string> {
		const log = await readFile(join(this.userFolder, LOG_FILE), 'utf8');
		return `${what} Its log ends with:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`;
	}

	private signal(name: 'SIGTERM' | 'SIGKILL'): void {
		const { pid } = this.child;
		if (pid === undefined || this.isOver) return;
		try {
			// The whole group, or the task runner outlives the server.
			if (name === 'SIGKILL' && process.platform !== 'win32') process.kill(-pid, name);
			else this.child.kill(name);
		} catch {
			// It ended by itself in between.
		}
	}
}

/** Of a server and of its starter; none where none was started. */
async function pidsIn(userFolder: string): Promise<number[]> {
	try {
		return (await readFile(join(userFolder, PID_FILE), 'utf8')).split(' ').map(Number);
	} catch {
		return [];
	}
}

/** The command line of a process, "" when there is none, or one that has ended and that nobody has asked about yet. */
const commandOf = async (pid: number): Promise<string> =>
	await run('ps', ['-o', 'stat=,command=', '-p', String(pid)]).then(
		({ stdout }) => (/^\s*Z/.test(stdout) ? '' : stdout.trim()),
		() => '',
	);

const forgetPid = async (userFolder: string) =>
	await rm(join(userFolder, PID_FILE), { force: true });

/** The environment without the settings of another n8n, e.g. its database. */
const inherited = (): NodeJS.ProcessEnv =>
	Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^(N8N|DB|EXECUTIONS|QUEUE|WEBHOOK|VUE_APP)_/.test(name),
		),
	);

const pathOf = ({ path }: N8nProgram) =>
	path === undefined ? {} : { PATH: `${path}${delimiter}${process.env.PATH}` };

/**
 * What n8n 2 does by itself. Without it, two executions that write to data tables at the same time disturb each other, and
 * expressions cannot read what a Code node further up has put out.
 */
const AS_IN_N8N_2 = { DB_SQLITE_POOL_SIZE: '3', N8N_RUNNERS_ENABLED: 'true' };

const settings = (
	{ version }: N8nProgram,
	userFolder: string,
	port: number,
	brokerPort: number,
): NodeJS.ProcessEnv => ({
	...(hasAssistant(version) ? { N8N_DISABLED_MODULES: 'instance-ai' } : {}),
	...(version.startsWith('1.') ? AS_IN_N8N_2 : {}),
	NODE_ENV: 'production',
	N8N_USER_FOLDER: userFolder,
	N8N_HOST: '127.0.0.1',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_PORT: String(port),
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	N8N_RUNNERS_BROKER_PORT: String(brokerPort),
	N8N_SECURE_COOKIE: 'false',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: String(SHUTDOWN_S),
	// No statistics, no news, no templates from the internet.
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	// The simulator and n8n itself are never behind a proxy.
	NO_PROXY: ['127.0.0.1', 'localhost', process.env.NO_PROXY].filter(Boolean).join(),
});

/**
 * Whether n8n has a module that sign-in lands on instead of the workflows. Before 2.16 it does not start
 * when it is told to leave out what it does not know.
 */
function hasAssistant(version: string): boolean {
	const [major, minor] = version.split('.').map(Number);
	return major > 2 || (major === 2 && minor >= 16);
}

async function isReady(origin: string, role: 'main' | 'worker'): Promise<boolean> {
	try {
		const options = { timeout: 2_000, proxy: false as const, validateStatus: () => true };
		const health = await axios.get(`${origin}/healthz/readiness`, options);
		if (role === 'worker') return health.status === 200;
		// The editor's own settings come last when n8n starts.
		const editor = await axios.get(`${origin}/rest/settings`, options);
		return health.status === 200 && editor.status === 200;
	} catch {
		return false;
	}
}
