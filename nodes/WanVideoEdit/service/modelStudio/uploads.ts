import { randomUUID } from 'node:crypto';

import { parseUrl } from '../../../../credentials/parseUrl';
import { isLoopback } from '../../../../credentials/serviceAddress';
import type { Result } from '../../shared/retry';
import type { Cause, Fault } from '../fault';
import { quote } from '../httpAnswer';
import { amount, isObject, words } from '../readValue';
import type { Answer, ServiceRequest } from '../exchange';
import type { Upload, Uploads } from '../upload';
import { faultOf } from './faultOf';
import { formOf } from './form';
import { UPLOADS_PATH } from './paths';
import { MODEL } from './submitBody';

/** What the service says about one upload (Model Studio, temporary upload). */
interface Policy {
	host: string;
	/** The folder that the file goes to. */
	folder: string;
	/** The fields of the form before the file, in their order. */
	fields: Array<[name: string, value: string]>;
}

/** Asks for the policy of an upload. It costs nothing, and shows that address, key and model fit together. */
export const policyRequest: ServiceRequest = {
	method: 'GET',
	url: UPLOADS_PATH,
	qs: { action: 'getPolicy', model: MODEL },
	json: true,
};

/**
 * The temporary upload: a policy, which lives for minutes, so that each try asks for its own, and then a form
 * to the storage that it names.
 */
export const uploads: Uploads = {
	takesVideo: true,
	imageTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/bmp'],
	upload: async (given, exchange, address) => {
		// No two uploads may have the same name: the storage does not overwrite.
		const file = { ...given, fileName: `${randomUUID()}-${given.fileName}` };
		const answer = await exchange(policyRequest, 'service');
		const { value: policy, fault } = readPolicy(answer, file, address);
		if (!policy) return { fault };
		const { request, stalled, close } = await formOf(policy, file);
		try {
			const taken = await exchange(request, 'host', stalled);
			return readUpload(taken, `oss://${policy.folder}/${file.fileName}`);
		} finally {
			close();
		}
	},
};

/** Reads the policy for an upload of this file. */
export function readPolicy(
	answer: Answer,
	{ fileName, bytes }: Pick<Upload, 'fileName' | 'bytes'>,
	address: string,
): Result<Policy, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body } = answer.value;
	const data = statusCode < 300 && isObject(body) && isObject(body.data) ? body.data : undefined;
	if (!data) return { fault: faultOf(answer.value) };
	const refused = (cause: Cause, reason: string) => ({
		fault: { ...faultOf(answer.value), cause, reason, isTransient: false, isRepeatable: false },
	});
	const text = (name: string) => words(data[name]) ?? '';
	const host = parseUrl(text('upload_host'));
	const folder = text('upload_dir').replace(/\/+$/, '');
	if (!host || folder === '' || text('policy') === '') {
		return refused('noResult', `no upload policy, but ${quote(body)}`);
	}
	if (!isStorage(host, address)) {
		const shown = `${host.protocol}//${host.host}`;
		return refused(
			'redirect',
			`it is to go to ${shown}, which is not the storage of Alibaba Cloud`,
		);
	}
	const largestMb = amount(data.max_file_size_mb) ?? Infinity;
	if (bytes > largestMb * 1024 ** 2) {
		return refused('tooLarge', `the service takes files of up to ${largestMb} MB`);
	}
	const fields: Policy['fields'] = [
		['OSSAccessKeyId', text('oss_access_key_id')],
		['Signature', text('signature')],
		['policy', text('policy')],
		['x-oss-object-acl', text('x_oss_object_acl')],
		['x-oss-forbid-overwrite', text('x_oss_forbid_overwrite')],
		['key', `${folder}/${fileName}`],
		['success_action_status', '200'],
	];
	// What the policy does not name, it does not allow.
	const given = fields.filter(([, value]) => value !== '');
	return { value: { host: host.href, folder, fields: given } };
}

/** Files go to the vendor's storage only; a service on this machine may have its own here. */
function isStorage({ protocol, hostname }: URL, address: string): boolean {
	if (isLoopback(hostname)) return isLoopback(parseUrl(address)?.hostname ?? '');
	return protocol === 'https:' && hostname.endsWith('.aliyuncs.com');
}

/** The storage answers in XML. */
const said = (name: string, body: unknown) =>
	new RegExp(`<${name}>([^<]{1,200})</${name}>`).exec(String(body))?.[1];

function readUpload(answer: Answer, uploadedTo: string): Result<string, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body } = answer.value;
	if (statusCode < 300) return { value: uploadedTo };
	const fault = faultOf(answer.value);
	const [code, message] = [said('Code', body), said('Message', body)];
	if (code === undefined && message === undefined) return { fault };
	const isLate = /policy expired/i.test(message ?? '') || code === 'RequestTimeout';
	const isRepeatable = statusCode >= 500 || isLate;
	const cause: Cause = code === 'EntityTooLarge' ? 'tooLarge' : 'serviceFailed';
	const reason = `HTTP ${statusCode}: ${[code, message].filter(Boolean).join(', ')}`;
	return { fault: { ...fault, cause, reason, isTransient: isRepeatable, isRepeatable } };
}
