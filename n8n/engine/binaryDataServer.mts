import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { BinaryDataService } from 'n8n-core';

/** A server that is running. */
export interface BinaryDataServer {
	/** Its address without a path. */
	origin: string;
	close(): Promise<void>;
}

type Signed = FastifyRequest<{ Querystring: { token: string } }>;

/**
 * The one part of n8n's server that the node needs: it hands out files of the binary store under signed
 * links, and answers as the server does, with the whole file and 404 for one that is gone.
 */
export async function startBinaryDataServer(files: BinaryDataService): Promise<BinaryDataServer> {
	const server = fastify({ forceCloseConnections: true });
	server.get('/rest/binary-data/signed', async (request: Signed, reply: FastifyReply) => {
		const id = idOf(files, request.query.token);
		if (id === undefined) return await reply.code(400).send('invalid token');
		const about = await files.getMetadata(id).catch(() => undefined);
		if (about === undefined) return await reply.code(404).send();
		reply.header('content-length', about.fileSize).type(about.mimeType ?? 'text/plain');
		return await reply.send(await files.getAsStream(id));
	});
	const origin = await server.listen({ host: '127.0.0.1', port: 0 });
	// Whoever forgets to close it is not kept from ending.
	server.server.unref();
	return { origin, close: async () => await server.close() };
}

function idOf(files: BinaryDataService, token: string): string | undefined {
	try {
		return files.validateSignedToken(token);
	} catch {
		return undefined;
	}
}
