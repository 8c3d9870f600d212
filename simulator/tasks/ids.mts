import { randomBytes } from 'node:crypto';

/** Crockford's base 32, the alphabet of ULIDs. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new task id: `task_01` and 24 characters, like the ULIDs of the service (API §1). */
export function newTaskId(): string {
	return `task_01${randomText(24)}`;
}

/** A new token for a link nobody can guess. */
export function newToken(): string {
	return randomText(16).toLowerCase();
}

function randomText(length: number): string {
	return Array.from(randomBytes(length), (byte) => ALPHABET[byte % 32]).join('');
}
