import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { SimulatorState } from '../state.mts';
import { newToken } from '../tasks/ids.mts';
import { checkForm, type FormField } from './form.mts';
import { OssError, sendOssError } from './ossErrors.mts';
import { FORM_PATH } from './paths.mts';
import type { UploadedFile } from './uploadedFiles.mts';

/** Largest field that is no file, in bytes; a policy has some hundred. */
const MAX_FIELD_BYTES = 64 * 1024;

/** POST {upload_host} on the files listener: a form with a file, which is never whole in memory (Model Studio, temporary upload). */
export function formUploadRoute(app: FastifyInstance, state: SimulatorState): void {
	app.register(async (scope) => {
		const limits = { fieldSize: MAX_FIELD_BYTES, fileSize: Infinity };
		await scope.register(multipart, { limits, throwFileSizeLimit: false });
		scope.setErrorHandler((error: FastifyError | OssError, _request, reply) =>
			sendOssError(
				reply,
				error instanceof OssError
					? error
					: new OssError(error.statusCode ?? 500, 'MalformedPOSTRequest', error.message),
			),
		);
		scope.post(FORM_PATH, async (request, reply) => {
			const file = await receive(request, state);
			state.uploadedFiles.set(file.key, file);
			return reply.code(200).send();
		});
	});
}

/** Reads the whole form, also when it is refused, so that the sender gets to read why. */
async function receive(request: FastifyRequest, state: SimulatorState): Promise<UploadedFile> {
	if (!request.isMultipart())
		throw new OssError(
			412,
			'PreconditionFailed',
			'Bucket POST must be of the enclosure-type multipart/form-data.',
		);
	const fields: FormField[] = [];
	let received: UploadedFile | OssError | undefined;
	if (request.headers.authorization !== undefined)
		received = new OssError(400, 'InvalidArgument', 'Only one auth mechanism allowed.');
	for await (const part of request.parts()) {
		if (received === undefined && part.type === 'file') {
			received = await stored(part, fields, state).catch(asRefusal);
		} else if (part.type === 'file') {
			part.file.resume();
			if (!(received instanceof OssError)) received = notLast(part.fieldname);
		} else {
			fields.push({ name: part.fieldname, value: String(part.value) });
			if (received !== undefined && !(received instanceof OssError))
				received = notLast(part.fieldname);
		}
	}
	received ??= new OssError(
		400,
		'InvalidArgument',
		'POST requires exactly one file upload per request.',
	);
	if (received instanceof OssError) throw received;
	if (isTaken(received.key, state)) throw exists();
	return received;
}

async function stored(
	part: MultipartFile,
	fields: readonly FormField[],
	state: SimulatorState,
): Promise<UploadedFile> {
	const path = join(state.directory, `upload-${newToken()}`);
	try {
		if (part.fieldname !== 'file') throw notLast(part.fieldname);
		const { policy, key } = checkForm(fields, state.policies);
		if (isTaken(key, state)) throw exists();
		let bytes = 0;
		await pipeline(
			part.file,
			async function* (chunks: AsyncIterable<Buffer>) {
				for await (const chunk of chunks) {
					bytes += chunk.length;
					// What is too much is read, but not kept.
					if (bytes <= policy.maxBytes) yield chunk;
				}
			},
			createWriteStream(path),
		);
		if (bytes > policy.maxBytes)
			throw new OssError(
				400,
				'EntityTooLarge',
				'Your proposed upload exceeds the maximum allowed size.',
			);
		const { apiKey } = policy;
		return { key, path, bytes, contentType: part.mimetype, apiKey, uploadedAtMs: Date.now() };
	} catch (error) {
		part.file.resume();
		await rm(path, { force: true });
		throw error;
	}
}

function asRefusal(error: unknown): OssError {
	if (error instanceof OssError) return error;
	throw error;
}

function isTaken(key: string, { uploadedFiles }: SimulatorState): boolean {
	return uploadedFiles.has(key);
}

function exists(): OssError {
	return new OssError(
		409,
		'FileAlreadyExists',
		'The object you specified already exists and can not be overwritten.',
	);
}

function notLast(field: string): OssError {
	return new OssError(
		400,
		'MalformedPOSTRequest',
		`The file must be the field file, and the last one; not ${field}.`,
	);
}
