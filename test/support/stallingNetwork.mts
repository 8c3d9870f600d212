import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network on the way to a service, on which nothing gets through for a while. */
export interface StallingNetwork {
	/** Origin of the service behind it. */
	url: string;
	/** From now on nothing gets through, in either direction. */
	stall(): void;
	/** All that has been held up gets through. */
	goOn(): void;
	/** Holds up one connection, the `number`th from now on, until it is released. */
	hold(number: number): Held;
	close(): Promise<void>;
}

/** A connection that is held up. */
export interface Held {
	/** Ends when it has been opened. */
	isOpen: Promise<void>;
	release(): void;
}

/** Opens such a network in front of a service on this machine. */
export async function stallingNetwork(serviceUrl: string): Promise<StallingNetwork> {
	const { hostname, port } = new URL(serviceUrl);
	const sockets = new Set<Socket>();
	let isStalled = false;
	let opened = 0;
	const holds = new Map<number, (near: Socket) => void>();
	const server = createServer((near) => {
		const far = connect(Number(port), hostname);
		for (const [from, to] of [
			[near, far],
			[far, near],
		]) {
			sockets.add(from);
			from.on('data', (data) => to.write(data));
			from.on('close', () => {
				sockets.delete(from);
				to.destroy();
			});
			from.on('error', () => {});
			if (isStalled) from.pause();
		}
		holds.get(++opened)?.(near);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stall: () => {
			isStalled = true;
			for (const socket of sockets) socket.pause();
		},
		goOn: () => {
			isStalled = false;
			for (const socket of sockets) socket.resume();
		},
		hold: (number) => {
			let release = () => {};
			const isOpen = new Promise<void>((open) => {
				holds.set(opened + number, (near) => {
					near.pause();
					release = () => near.resume();
					open();
				});
			});
			return { isOpen, release: () => release() };
		},
		close: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}
