import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_START_MS = 30_000;

/** A database server that was started for this run alone. */
export class Daemon {
	private child?: ChildProcess;

	/** @param folder where it keeps its data; removed by {@link end} */
	constructor(
		private readonly command: string[],
		private readonly port: number,
		private readonly folder: string,
	) {}

	/** @throws when nothing listens on its port in time */
	async start(): Promise<void> {
		const [program, ...args] = this.command;
		this.child = spawn(program, args, { stdio: 'ignore' });
		const deadline = Date.now() + LONGEST_START_MS;
		while (!(await this.listens())) {
			if (Date.now() > deadline) throw new Error(`"${this.command.join(' ')}" does not listen`);
			await delay(100);
		}
	}

	async stop(): Promise<void> {
		if (this.child?.exitCode !== null) return;
		const closed = once(this.child, 'close');
		this.child.kill('SIGTERM');
		await closed;
	}

	async end(): Promise<void> {
		await this.stop();
		await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	private async listens(): Promise<boolean> {
		const socket = connect(this.port, '127.0.0.1');
		try {
			await once(socket, 'connect');
			return true;
		} catch {
			return false;
		} finally {
			socket.destroy();
		}
	}
}
