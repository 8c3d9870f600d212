import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError, errorBody, invalidRequest } from './errorBodies.mts';
import { newToken } from '../tasks/ids.mts';
import { imageTypeOf } from './imageType.mts';
import type { SimulatorState } from '../state.mts';
import { unixSeconds } from './taskAnswer.mts';

/** Largest picture, in bytes: 20 MB (API §5). */
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** POST /v1/uploads/images: one multipart field `file` (API §5). Not idempotent. */
export function uploadRoute(app: FastifyInstance, state: SimulatorState): void {
	app.register(async (scope) => {
		await scope.register(multipart, { limits: { files: 1, fileSize: MAX_IMAGE_BYTES } });
		scope.post('/v1/uploads/images', async (request, reply) => {
			if (!state.settings.uploads) return reply.callNotFound();
			const { filename, mimetype, bytes } = await receivedFile(request);
			const type = imageTypeOf(bytes);
			if (type === undefined) throw invalidRequest('file must be a JPEG, PNG, WebP or GIF image');
			if (mimetype !== type.contentType)
				throw invalidRequest(`file is labelled ${mimetype}, but it is ${type.contentType}`);
			const owner = `image_${newToken()}`;
			const path = join(state.directory, owner);
			await writeFile(path, bytes);
			const nowMs = Date.now();
			const link = state.uploads.current(
				owner,
				{ path, ...type },
				nowMs,
				state.settings.uploadLifetimeMs,
			);
			return reply.send({
				url: `${state.filesUrl}/f/image/${link.name}`,
				filename,
				content_type: type.contentType,
				bytes: bytes.length,
				created_at: unixSeconds(nowMs),
			});
		});
	});
}

interface ReceivedFile {
	filename: string;
	/** As the sender labelled it. */
	mimetype: string;
	bytes: Buffer;
}

async function receivedFile(request: FastifyRequest): Promise<ReceivedFile> {
	if (!request.isMultipart()) throw invalidRequest('the body must be multipart/form-data');
	const part = await request.file();
	if (part === undefined) throw invalidRequest('file is required');
	if (part.fieldname !== 'file') {
		part.file.resume();
		throw invalidRequest(`unknown field ${part.fieldname}; the image goes in the field file`);
	}
	const bytes = await part.toBuffer().catch(() => {
		const message = `file must be at most ${MAX_IMAGE_BYTES / 1024 / 1024} MB`;
		throw new ApiError(413, errorBody(413, message, 'invalid_request_error'));
	});
	return { filename: part.filename, mimetype: part.mimetype, bytes };
}
