import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

/** MIME type of the storage's errors. */
export const XML_TYPE = 'application/xml';

/** Thrown by a route to answer as the storage does: with an HTTP status and XML. */
export class OssError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

/** Something that the policy of an upload does not allow: 403. */
export function againstPolicy(what: string): OssError {
	return new OssError(403, 'AccessDenied', `Invalid according to Policy: ${what}`);
}

/** Body of an error of the storage. */
export function ossBody(code: string, message: string): string {
	const requestId = randomBytes(12).toString('hex').toUpperCase();
	const text = message.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
	return `<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>${code}</Code>
  <Message>${text}</Message>
  <RequestId>${requestId}</RequestId>
  <HostId>simulator</HostId>
</Error>
`;
}

/** Sends an error of the storage. */
export function sendOssError(
	reply: FastifyReply,
	{ status, code, message }: OssError,
): FastifyReply {
	return reply.code(status).type(XML_TYPE).send(ossBody(code, message));
}

/** A plausible error body of the storage for a status. */
export function plausibleOssBody(status: number): string {
	const words = STATUS_CODES[status] ?? 'Error';
	return ossBody(status === 403 ? 'AccessDenied' : words.replace(/\W/g, ''), words);
}
