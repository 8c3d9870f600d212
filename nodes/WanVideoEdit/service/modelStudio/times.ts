import { timeS as plainTimeS } from '../readValue';

/** Times have no zone, and mean this one (Model Studio, check). */
const ZONE = '+08:00';
const ZONE_MS = 8 * 3_600_000;

const TIME = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Reads a time such as "2026-04-03 00:08:03.576", in Unix seconds; also one with a zone, and a number, which is plain.
 */
export function timeS(value: unknown): number | undefined {
	const parts = typeof value === 'string' ? TIME.exec(value.trim()) : null;
	if (!parts) return plainTimeS(value);
	const [, year, month, day, clock, zone = ZONE] = parts;
	return plainTimeS(Date.parse(`${year}-${month}-${day}T${clock}${zone.toUpperCase()}`));
}

/** Writes a time as YYYYMMDDhhmmss, as it is in UTC or in the service's zone. */
export const digitsOf = (ms: number, zone: 'utc' | 'service'): string =>
	new Date(ms + (zone === 'utc' ? 0 : ZONE_MS)).toISOString().replace(/\D/g, '').slice(0, 14);
