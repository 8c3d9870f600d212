import { createHmac, randomUUID } from 'node:crypto';
import type { SimulatorSettings } from '../settings.mts';
import { newToken } from '../tasks/ids.mts';
import { byItsClock } from './clock.mts';

/** A permission to upload files into one folder, as it was given out (Model Studio, temporary upload). */
export interface Policy {
	/** The fields of the form that have to be as they were given out. */
	fields: {
		OSSAccessKeyId: string;
		Signature: string;
		policy: string;
		'x-oss-object-acl': string;
		'x-oss-forbid-overwrite': string;
	};
	uploadDir: string;
	maxBytes: number;
	/** The account it was given to. */
	apiKey: string;
	/** In ms since 1970. */
	expiresAtMs: number;
}

const MB = 1024 * 1024;
const SECRET = 'simulated';

/** By this the storage knows whose signature it is. */
export const ACCESS_KEY_ID = 'LTAI5tSimulatorSimulator';

/** A signature of the storage: base64, with its special signs. */
export function sign(text: string): string {
	return createHmac('sha1', SECRET).update(text).digest('base64');
}

/** Makes a new policy for a folder of its own. */
export function newPolicy(settings: SimulatorSettings): Policy {
	const { apiKey, policyLifetimeMs, maxFileSizeMb } = settings;
	const nowMs = Date.now();
	const expiresAtMs = nowMs + policyLifetimeMs;
	const maxBytes = Number(maxFileSizeMb) * MB;
	const day = new Date(byItsClock(settings, nowMs)).toISOString().slice(0, 10);
	const uploadDir = `dashscope-instant/${newToken()}/${day}/${randomUUID()}`;
	const conditions = [
		['content-length-range', 0, maxBytes],
		['starts-with', '$key', uploadDir],
	];
	const expiration = new Date(byItsClock(settings, expiresAtMs)).toISOString();
	const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
	return {
		fields: {
			OSSAccessKeyId: ACCESS_KEY_ID,
			Signature: sign(policy),
			policy,
			'x-oss-object-acl': 'private',
			'x-oss-forbid-overwrite': 'true',
		},
		uploadDir,
		maxBytes,
		apiKey,
		expiresAtMs,
	};
}
