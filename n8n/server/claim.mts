import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** Another process that wants the same. */
interface Rival {
	folder: string;
	/** Open for as long as the rival keeps its claim; the system closes it when its process ends. */
	socket: Socket;
}

/**
 * The right of one process on a path, and a folder of its own beside it. The folder's name has a port of
 * loopback where the process answers for as long as it lives: so nobody waits for one that was killed, and
 * nobody removes what another is working on.
 */
export class Claim {
	private constructor(
		/** Nobody else's. */
		readonly folder: string,
		private readonly goal: string,
		private readonly server: Server,
		private readonly sockets: Set<Socket>,
	) {}

	/**
	 * Waits until this process is the only one that makes something.
	 *
	 * @param isMade whether it is there
	 * @param onWait is called before it waits for another process
	 * @returns `undefined` when it is made already
	 */
	static async toMake(
		goal: string,
		isMade: () => boolean,
		onWait: () => void,
	): Promise<Claim | undefined> {
		let claim: Claim | undefined;
		while (!isMade()) {
			claim ??= await Claim.make(goal);
			const rivals = await claim.rivals();
			if (rivals.length === 0) {
				// Another may have made it and ended its claim in between.
				if (isMade()) break;
				return claim;
			}
			onWait();
			// Of those who come at the same time, one keeps its claim.
			if (rivals.some(({ folder }) => folder < claim!.folder)) {
				await claim.drop();
				claim = undefined;
			}
			await Promise.all(rivals.map(async ({ socket }) => await closed(socket)));
		}
		await claim?.drop();
		return undefined;
	}

	/** @returns `undefined` when another process is at work there */
	static async toUse(goal: string): Promise<Claim | undefined> {
		const claim = await Claim.make(goal);
		const rivals = await claim.rivals();
		if (rivals.length === 0) return claim;
		for (const { socket } of rivals) socket.destroy();
		await claim.drop();
		return undefined;
	}

	private static async make(goal: string): Promise<Claim> {
		const token = randomBytes(8).toString('hex');
		const sockets = new Set<Socket>();
		const server = createServer((socket) => {
			sockets.add(socket);
			socket.on('error', () => {}).on('close', () => sockets.delete(socket));
			socket.unref().write(token);
		});
		server.listen(0, '127.0.0.1').unref();
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const folder = `${goal}-claim-${port}-${token}`;
		await mkdir(folder, { recursive: true });
		return new Claim(folder, goal, server, sockets);
	}

	/** Ends it, and removes the folder if it is still there. */
	async drop(): Promise<void> {
		await remove(this.folder);
		this.server.close();
		for (const socket of this.sockets) socket.destroy();
	}

	/** Those who live; what others have left is removed. */
	private async rivals(): Promise<Rival[]> {
		const alive: Rival[] = [];
		const own = basename(this.folder);
		for (const name of await readdir(dirname(this.goal))) {
			const [whole, port, token] = /-claim-(\d+)-(\w+)$/.exec(name) ?? [];
			if (!whole || name === own || name !== `${basename(this.goal)}${whole}`) continue;
			const folder = join(dirname(this.goal), name);
			const socket = await reach(Number(port), token);
			if (socket) alive.push({ folder, socket });
			else await remove(folder);
		}
		return alive;
	}
}

/** @returns a connection to the process that has this token, `undefined` when it lives no longer */
async function reach(port: number, token: string): Promise<Socket | undefined> {
	const socket = connect(port, '127.0.0.1').on('error', () => {});
	// Another program that has the port by now does not understand this, and hangs up.
	socket.write('\r\n\r\n');
	const answer = await new Promise<Buffer | undefined>((resolve) => {
		socket.once('data', resolve).once('close', () => resolve(undefined));
	});
	if (answer?.toString() === token) return socket;
	socket.destroy();
	return undefined;
}

const closed = async (socket: Socket) =>
	await new Promise<void>((resolve) => {
		if (socket.closed) resolve();
		else socket.resume().once('close', () => resolve());
	});

const remove = async (folder: string) =>
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
