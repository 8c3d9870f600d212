import { randomBytes, randomUUID } from 'node:crypto';
import type { SimulatorSettings } from '../settings.mts';
import type { ServiceName } from './task.mts';

/** Crockford's base 32, the alphabet of ULIDs. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number of 19 digits. */
const LEAST_LONG = 10n ** 18n;

type Shapes = Pick<SimulatorSettings, 'taskIdSuffix' | 'numericTaskIds'>;

/**
 * A new task id: `task_01` and 24 characters, like the ULIDs of the service (API §1), unless settings want
 * it odd. Model Studio's are always UUIDs (Model Studio, submit).
 */
export function newTaskId(service: ServiceName, { taskIdSuffix, numericTaskIds }: Shapes): string {
	if (service === 'modelStudio') return randomUUID();
	if (numericTaskIds) return String(LEAST_LONG + (randomBytes(8).readBigUInt64BE() >> 4n));
	return `task_01${randomText(24)}${taskIdSuffix}`;
}

/** JSON in which the IDs of `numericTaskIds` are numbers. */
export function withNumericIds(json: string): string {
	return json.replace(/"(\d{19,})"/g, '$1');
}

/** The name of a task in the names of its files. */
export function fileNameOf({ id }: { id: string }): string {
	return id.replace(/\W/g, '_').slice(0, 60);
}

/** A new token for a link nobody can guess. */
export function newToken(): string {
	return randomText(16).toLowerCase();
}

function randomText(length: number): string {
	return Array.from(randomBytes(length), (byte) => ALPHABET[byte % 32]).join('');
}
