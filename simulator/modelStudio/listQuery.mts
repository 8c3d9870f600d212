import { readTime } from './clock.mts';
import { invalidParameter, refuseUnknownQuery } from './errors.mts';
import { STATUS_WORDS, type StatusWord } from './statusWord.mts';

/** What is asked for in a list of tasks (Model Studio, list and cancel). */
export interface ListQuery {
	/** First moment of submit, in ms since 1970 by Model Studio's clock. */
	startMs: number;
	/** Last moment of submit, likewise. */
	endMs: number;
	modelName?: string;
	status?: StatusWord;
	/** From 1. */
	pageNo: number;
	pageSize: number;
}

const DAY_MS = 24 * 3_600_000;
const NAMES = ['start_time', 'end_time', 'model_name', 'status', 'page_no', 'page_size'];

/**
 * Reads the query of a list.
 *
 * @param nowMs by Model Studio's clock
 * @throws {ModelStudioError} that names what is wrong
 */
export function readListQuery(query: Record<string, unknown>, nowMs: number): ListQuery {
	refuseUnknownQuery(query, NAMES);
	for (const [name, value] of Object.entries(query))
		if (typeof value !== 'string' || value === '')
			throw invalidParameter(`${name} must be given once, and not be empty`);
	const { model_name, status } = query as Record<string, string | undefined>;
	if (status !== undefined && !STATUS_WORDS.includes(status as StatusWord))
		throw invalidParameter(`status must be one of ${STATUS_WORDS.join(', ')}`);
	return {
		...windowOf(query, nowMs),
		modelName: model_name,
		status: status as StatusWord | undefined,
		pageNo: whole(query, 'page_no', 1, Infinity),
		pageSize: whole(query, 'page_size', 10, 100),
	};
}

function windowOf(
	query: Record<string, unknown>,
	nowMs: number,
): Pick<ListQuery, 'startMs' | 'endMs'> {
	const [start, end] = [momentOf(query, 'start_time'), momentOf(query, 'end_time')];
	const endMs = end ?? (start === undefined ? nowMs : start + DAY_MS);
	const startMs = start ?? endMs - DAY_MS;
	if (startMs > endMs) throw invalidParameter('start_time must not be after end_time');
	if (endMs - startMs > DAY_MS)
		throw invalidParameter('start_time and end_time must not be more than 24 hours apart');
	return { startMs, endMs };
}

function momentOf(query: Record<string, unknown>, name: string): number | undefined {
	const text = query[name] as string | undefined;
	if (text === undefined) return undefined;
	const ms = readTime(text);
	if (ms === undefined) throw invalidParameter(`${name} must be YYYYMMDDhhmmss`);
	return ms;
}

function whole(
	query: Record<string, unknown>,
	name: string,
	otherwise: number,
	most: number,
): number {
	const text = query[name] as string | undefined;
	if (text === undefined) return otherwise;
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < 1 || value > most)
		throw invalidParameter(
			`${name} must be a whole number from 1${most === Infinity ? '' : ` to ${most}`}`,
		);
	return value;
}
