import { randomUUID } from 'node:crypto';

import type { ServiceRequest } from '../exchange';
import type { OpenBody, Upload } from '../upload';

/**
 * The form of an upload, with the file as its last field: piece by piece, so that no file is in memory as a whole.
 * n8n's request helper makes a form of its own only from what is.
 *
 * @param fields those before the file, in their order
 * @returns the request, whose body must be closed when it is over
 */
export async function formOf(
	{ host, fields }: { host: string; fields: Array<[name: string, value: string]> },
	{ fileName, type, bytes, between }: Upload,
): Promise<Omit<OpenBody, 'body'> & { request: ServiceRequest }> {
	const boundary = `----n8n-${randomUUID()}`;
	const before = Buffer.from(
		[
			...fields.map(
				([name, value]) =>
					`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
			),
			`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: ${type}\r\n\r\n`,
		].join(''),
	);
	const after = Buffer.from(`\r\n--${boundary}--\r\n`);
	const { body, ...open } = await between(before, after);
	const headers = {
		'Content-Type': `multipart/form-data; boundary=${boundary}`,
		'Content-Length': before.length + bytes + after.length,
	};
	return { request: { method: 'POST', url: host, headers, body }, ...open };
}
