import type { IDataObject, IExecutePaginationFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { parseUrl } from '../../../credentials/parseUrl';
import { imageNotUploaded, noImageUpload } from '../errors/messagesOfSource';
import { notStarted, stoppedBeforeSubmit } from '../errors/messagesOfSubmit';
import { nodeError } from '../errors/nodeError';
import { linkOf } from '../purchase/purchase';
import { imageFilesOf, type ImageFile } from '../source/imageFiles';
import { isObject } from '../task/task';
import { backoffMs, LONGEST_RETRY_AFTER_MS } from '../wait/backoff';
import { pause } from '../wait/pause';
import { readAnswer, type Fault } from './answer';
import { connection } from './connection';
import { networkFault } from './networkFault';
import { readBody } from './readBody';

/** How often an image is sent: an upload costs nothing, so that it may arrive twice. */
const MOST_TRIES = 4;
const UPLOAD_TIMEOUT_MS = 120_000;

/** A service without the endpoint answers so (API contract §5). */
const NO_SUCH_ENDPOINT = [404, 405];
/** A gateway says so with a web page, which else passes. */
const TOO_LARGE = 413;

/**
 * Uploads the reference images of an item that are files, each once per purchase, and adds their
 * addresses to the body of the submit: after those that are URLs, in the order of the fields.
 */
export async function uploadImages(
	context: IExecutePaginationFunctions,
	body: IDataObject,
): Promise<void> {
	for (const image of imageFilesOf(context)) {
		const url = await linkOf(context, image.hash, async () => await upload(context, image));
		body.image_urls = [...((body.image_urls as string[] | undefined) ?? []), url];
	}
}

async function upload(context: IExecutePaginationFunctions, image: ImageFile): Promise<string> {
	const stop = context.getExecutionCancelSignal();
	for (let tries = 1; ; tries++) {
		const outcome = await send(context, image);
		if (typeof outcome === 'string') return outcome;
		if (stop?.aborted) throw await nodeError(context, stoppedBeforeSubmit());
		if (NO_SUCH_ENDPOINT.includes(outcome.status)) {
			throw await nodeError(context, notStarted(noImageUpload()), outcome.status);
		}
		const { kind, status, retryAfterMs = 0 } = outcome;
		const isFinal = kind === 'refusal' || status === TOO_LARGE;
		if (isFinal || tries === MOST_TRIES || retryAfterMs > LONGEST_RETRY_AFTER_MS) {
			const words = imageNotUploaded(image.place, outcome);
			throw await nodeError(context, notStarted(words), status || undefined);
		}
		await pause(backoffMs(tries, retryAfterMs), stop);
	}
}

/** @returns the address of the uploaded image, or why there is none */
async function send(
	context: IExecutePaginationFunctions,
	{ field, type }: ImageFile,
): Promise<string | Fault> {
	try {
		const form = new FormData();
		const content = await context.helpers.getBinaryDataBuffer(field);
		form.append('file', new Blob([content], { type }), `image.${type.replace('image/', '')}`);
		const response = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			'wanVideoEditApi',
			{
				...connection(context),
				method: 'POST',
				url: '/v1/uploads/images',
				body: form,
				encoding: 'stream',
				timeout: UPLOAD_TIMEOUT_MS,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
			},
		)) as IN8nHttpFullResponse;
		const answer = { ...response, ...(await readBody(response.body)) };
		const url = answer.statusCode < 300 ? addressIn(answer.body) : undefined;
		if (url !== undefined) return url;
		const fault = readAnswer(answer);
		const isFault = fault.kind !== 'task' && (fault.status >= 300 || answer.broken !== undefined);
		return isFault ? fault : noAddress(answer.statusCode);
	} catch (error) {
		return { kind: 'passing', status: 0, code: '', reason: networkFault(error).reason };
	}
}

/** The body itself, or its `data` as in the other answers, has the address. */
function addressIn(body: unknown): string | undefined {
	const upload = isObject(body) && isObject(body.data) ? body.data : body;
	const url = isObject(upload) ? upload.url : undefined;
	return typeof url === 'string' && /^https?:\/\//.test(url) && parseUrl(url) ? url : undefined;
}

const noAddress = (status: number): Fault => ({
	kind: 'refusal',
	status,
	code: '',
	reason: 'an answer without an address',
});
