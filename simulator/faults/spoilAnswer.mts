import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { errorBody } from '../api/errorBodies.mts';
import { pathOf } from '../api/requestLog.mts';
import { plausibleFlatError } from '../modelStudio/errors.mts';
import { plausibleOssBody, XML_TYPE } from '../modelStudio/ossErrors.mts';
import { FORM_PATH, isForModelStudio, SIGNED_PATH } from '../modelStudio/paths.mts';
import type { FaultAction } from './faults.mts';
import { sendSlowly } from '../files/sendSlowly.mts';

/**
 * Turns the answer a request would get into the one a fault wants. Returns the new body; where the
 * connection dies instead, or the body is written by hand, the promise stays open for ever and
 * goes away with its request.
 */
export async function spoilAnswer(
	action: FaultAction,
	reply: FastifyReply,
	payload: unknown,
	stopping: AbortSignal,
): Promise<unknown> {
	switch (action.kind) {
		case 'status':
			return replaceAnswer(
				reply,
				payload,
				action.status,
				...statusBody(action, pathOf(reply.request.url)),
			);
		case 'html': {
			const status = action.status ?? 502;
			return replaceAnswer(reply, payload, status, 'text/html; charset=utf-8', htmlPage(status));
		}
		case 'empty':
			return replaceAnswer(reply, payload, action.status ?? 200, undefined, '');
		case 'json':
			return replaceAnswer(reply, payload, 200, JSON_TYPE, JSON.stringify(action.body));
		case 'redirect':
			replaceAnswer(reply, payload, action.status ?? 302, undefined, '');
			reply.header('location', action.to);
			return '';
		case 'truncatedJson':
			if (typeof payload !== 'string') return payload;
			return payload.slice(0, Math.floor(payload.length / 2));
		case 'contentType':
			reply.header('content-type', action.contentType);
			return payload;
		case 'reset':
			reply.raw.socket?.resetAndDestroy();
			return await nothing();
		case 'loseAnswer':
			reply.raw.socket?.destroy();
			return await nothing();
		case 'stall':
			if (action.ms === undefined) return await nothing();
			await pause(action.ms, undefined, { signal: stopping });
			return payload;
		case 'drip':
		case 'short':
			await sendSlowly(reply, payload, action, stopping);
			return await nothing();
	}
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Drops the answer that was prepared and puts another one in its place. */
function replaceAnswer(
	reply: FastifyReply,
	payload: unknown,
	status: number,
	contentType: string | undefined,
	body: string,
	headers: Record<string, string> = {},
): string {
	if (payload instanceof Readable) payload.destroy();
	for (const name of Object.keys(reply.getHeaders())) if (name !== 'date') reply.removeHeader(name);
	reply.code(status).headers(headers);
	if (contentType !== undefined) reply.header('content-type', contentType);
	return body;
}

function statusBody(
	action: Extract<FaultAction, { kind: 'status' }>,
	path: string,
): [contentType: string | undefined, body: string, headers: Record<string, string>] {
	const { status, headers = {} } = action;
	const body = action.body ?? plausibleError(status, path);
	if (typeof body === 'string')
		return [
			action.contentType ?? (body.startsWith('<?xml') ? XML_TYPE : 'text/plain'),
			body,
			headers,
		];
	return [action.contentType ?? JSON_TYPE, JSON.stringify(body), headers];
}

function plausibleError(status: number, path: string): unknown {
	if (status < 400) return '';
	if (isForModelStudio(path)) return plausibleFlatError(status);
	if (path === FORM_PATH || path.startsWith(SIGNED_PATH)) return plausibleOssBody(status);
	return errorBody(status, STATUS_CODES[status] ?? 'Error', 'api_error');
}

function htmlPage(status: number): string {
	const title = `${status} ${STATUS_CODES[status] ?? ''}`;
	return `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

function nothing(): Promise<never> {
	return new Promise(() => {});
}
