import type { SimulatorSettings } from '../settings.mts';

/** Zone of all times without a zone: UTC+8 (Model Studio, check). */
const ZONE_MS = 8 * 3_600_000;

type Clock = Pick<SimulatorSettings, 'clockOffsetMs'>;

/** A moment of this machine, in ms since 1970, by Model Studio's clock. */
export function byItsClock({ clockOffsetMs }: Clock, ms: number): number {
	return ms + clockOffsetMs;
}

/** A moment of this machine as a check tells it: `YYYY-MM-DD HH:mm:ss.SSS`, no zone. */
export function timeText(clock: Clock, ms: number): string {
	return new Date(byItsClock(clock, ms) + ZONE_MS).toISOString().slice(0, 23).replace('T', ' ');
}

/** Reads `YYYYMMDDhhmmss` in UTC+8: ms since 1970 by Model Studio's clock, undefined when it is no time (Model Studio, list). */
export function readTime(text: string): number | undefined {
	const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
	if (parts === null) return undefined;
	const [, year, month, day, hour, minute, second] = parts;
	const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
	const ms = Date.parse(iso);
	// Date.parse takes the 30th of February for the 1st or 2nd of March.
	return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? undefined : ms - ZONE_MS;
}
