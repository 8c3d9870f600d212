import { subscribe } from 'node:diagnostics_channel';
import { errorMonitor, once, type EventEmitter } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A door in front of a listener, which refuses connections while it is shut. */
export class Gate {
	private server?: Server;
	private readonly sockets = new Set<Socket>();
	private refused = 0;

	private constructor(
		private readonly target: URL,
		private port: number,
	) {}

	static async open(target: string): Promise<Gate> {
		const gate = new Gate(new URL(target), 0);
		await gate.open();
		watchRefusals();
		gates.set(gate.port, gate);
		return gate;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async open(): Promise<void> {
		this.server = createServer((inside) => {
			const outside = connect(Number(this.target.port), this.target.hostname);
			for (const socket of [inside, outside]) {
				this.sockets.add(socket);
				socket.on('error', () => {});
				socket.on('close', () => this.sockets.delete(socket));
			}
			inside.pipe(outside).pipe(inside);
			inside.on('close', () => outside.destroy());
			outside.on('close', () => inside.destroy());
		}).listen(this.port, '127.0.0.1');
		await once(this.server, 'listening');
		this.port = (this.server.address() as AddressInfo).port;
	}

	/** How many connections were refused. */
	get refusals(): number {
		return this.refused;
	}

	/** One more was refused. */
	countRefusal(): void {
		this.refused += 1;
	}

	shut(): void {
		this.server?.close();
		for (const socket of this.sockets) socket.destroy();
	}
}

/** All gates by their port. */
const gates = new Map<number, Gate>();
let isWatching = false;

/** Who is refused notices it, and nobody else does: it is in this process, where Node.js tells of its connections. */
function watchRefusals(): void {
	if (isWatching) return;
	isWatching = true;
	subscribe('net.client.socket', (message) => {
		const { socket } = message as { socket: EventEmitter };
		socket.on(errorMonitor, ({ code, port = 0 }: NodeJS.ErrnoException & { port?: number }) => {
			if (code === 'ECONNREFUSED') gates.get(port)?.countRefusal();
		});
	});
}
