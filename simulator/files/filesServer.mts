import { basename, extname, join } from 'node:path';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { installFaults } from '../faults/faultHooks.mts';
import { MOVED_PATH, RESULT_PATH } from '../faults/faultPoint.mts';
import type { Link } from './links.mts';
import { recordRequests } from '../api/requestLog.mts';
import { fileOnDisk, sendFile } from './servedFile.mts';
import { installDateHeader } from '../modelStudio/dateHeader.mts';
import { formUploadRoute } from '../modelStudio/formUploadRoute.mts';
import { signedResultRoute } from '../modelStudio/signedResultRoute.mts';
import type { SimulatorState } from '../state.mts';
import { MEDIA_DIRECTORY } from '../video/sample.mts';

const CONTENT_TYPES: Record<string, string> = { '.mp4': 'video/mp4', '.mov': 'video/quicktime' };

type Named = FastifyRequest<{ Params: { name: string } }>;

/**
 * The second origin: results (API §2; Model Studio, check), uploaded images (API §5), the storage of uploaded
 * files (Model Studio, temporary upload), samples and the files of tests. No key is asked for.
 */
export function buildFilesServer(state: SimulatorState): FastifyInstance {
	const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
	recordRequests(app, 'files', state.requests);
	installDateHeader(app, state.settings);
	installFaults(app, state);
	serve(app, '/samples/:name', sendSample);
	serve(app, '/test-files/:name', (request, reply) => {
		const file = state.testFiles.get(request.params.name);
		return file === undefined ? notFound(reply) : sendFile(request, reply, file);
	});
	serve(app, '/f/image/:name', (request, reply) =>
		sendLink(request, reply, state.uploads.find(request.params.name)),
	);
	serve(app, `${MOVED_PATH}:name`, (request, reply) =>
		sendLink(request, reply, state.results.find(request.params.name)),
	);
	serve(app, `${RESULT_PATH}:name`, (request, reply) => {
		const link = state.results.find(request.params.name);
		if (link === undefined || isDead(link) || !state.settings.resultViaRedirect)
			return sendLink(request, reply, link);
		return reply.redirect(`${movedOrigin(state)}${MOVED_PATH}${link.name}`, 302);
	});
	signedResultRoute(app, state);
	formUploadRoute(app, state);
	return app;
}

type Handler = (request: Named, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>;

function serve(app: FastifyInstance, url: string, handler: Handler): void {
	app.route<{ Params: { name: string } }>({ method: ['GET', 'HEAD'], url, handler });
}

async function sendSample(request: Named, reply: FastifyReply): Promise<FastifyReply> {
	const { name } = request.params;
	const type = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
	const isPlain = name === basename(name) && !name.startsWith('.');
	if (!isPlain) return notFound(reply);
	const file = await fileOnDisk(join(MEDIA_DIRECTORY, name), type).catch(() => undefined);
	return file === undefined ? notFound(reply) : sendFile(request, reply, file);
}

async function sendLink(
	request: Named,
	reply: FastifyReply,
	link: Link | undefined,
): Promise<FastifyReply> {
	if (link === undefined) return notFound(reply);
	if (isDead(link)) return reply.code(403).type('text/plain').send('This link has expired\n');
	return sendFile(request, reply, await fileOnDisk(link.path, link.contentType));
}

function isDead(link: Link): boolean {
	return link.expiresAtMs <= Date.now();
}

function notFound(reply: FastifyReply): FastifyReply {
	return reply.code(404).type('text/plain').send('Not found\n');
}

function movedOrigin(state: SimulatorState): string {
	return state.settings.redirectToOtherHost
		? state.filesUrl.replace('127.0.0.1', 'localhost')
		: state.filesUrl;
}
