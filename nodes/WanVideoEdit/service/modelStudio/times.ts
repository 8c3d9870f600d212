/** Times have no zone, and mean this one (Model Studio, check). */
const ZONE = '+08:00';
const ZONE_MS = 8 * 3_600_000;

const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/;

/** Reads a time such as "2026-04-03 00:08:03.576", in Unix seconds. */
export function timeS(text: unknown): number | undefined {
	if (typeof text !== 'string') return undefined;
	const withZone = WITHOUT_ZONE.test(text) ? `${text.replace(' ', 'T')}${ZONE}` : text;
	const ms = Date.parse(withZone);
	return Number.isFinite(ms) ? ms / 1000 : undefined;
}

/** Writes a time as YYYYMMDDhhmmss, as it is in UTC or in the service's zone. */
export const digitsOf = (ms: number, zone: 'utc' | 'service'): string =>
	new Date(ms + (zone === 'utc' ? 0 : ZONE_MS)).toISOString().replace(/\D/g, '').slice(0, 14);
