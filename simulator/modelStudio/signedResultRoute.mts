import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fileOnDisk, sendFile } from '../files/servedFile.mts';
import { pathOf } from '../api/requestLog.mts';
import type { SimulatorState } from '../state.mts';
import { OssError, sendOssError } from './ossErrors.mts';
import { SIGNED_PATH } from './paths.mts';
import type { SignedLink } from './signedLink.mts';

/** Results of Model Studio on the files listener (Model Studio, check). */
export function signedResultRoute(app: FastifyInstance, state: SimulatorState): void {
	app.route<{ Params: { taskId: string; file: string } }>({
		method: ['GET', 'HEAD'],
		url: `${SIGNED_PATH}:taskId/:file`,
		handler: async (request, reply) => {
			const link = state.signedLinks.get(request.params.taskId);
			if (link === undefined || link.urlPath !== pathOf(request.url))
				return sendOssError(
					reply,
					new OssError(404, 'NoSuchKey', 'The specified key does not exist.'),
				);
			const refusal = refusalOf(request, link);
			if (refusal !== undefined) return sendOssError(reply, refusal);
			return sendFile(request, reply, await fileOnDisk(link.path, 'video/mp4'));
		},
	});
}

function refusalOf(request: FastifyRequest, link: SignedLink): OssError | undefined {
	const query = request.query as Record<string, unknown>;
	if (request.headers.authorization !== undefined)
		return new OssError(400, 'InvalidArgument', 'Only one auth mechanism allowed.');
	const isSigned = Object.entries(link.query).every(([name, value]) => query[name] === value);
	if (!isSigned || request.method !== 'GET')
		return new OssError(
			403,
			'SignatureDoesNotMatch',
			'The request signature we calculated does not match the signature you provided.',
		);
	if (link.expiresAtMs <= Date.now())
		return new OssError(403, 'AccessDenied', 'Request has expired.');
	return undefined;
}
