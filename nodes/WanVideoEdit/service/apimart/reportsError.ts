import type { IDataObject } from 'n8n-workflow';

import { isFilled, isObject, words } from '../readValue';
import { stateOf } from './taskState';

/** Where an error stands, a code that is a good one as long as all is well, and "yes" or "no" (API §3). */
const ERRORS = ['error', 'errors', 'err'];
const CODES = ['code', 'error_code', 'errcode', 'status_code'];
const GOOD_CODE = /^(0+|2\d\d|ok|success|succeeded|successful|accepted|created)$/i;
const WELL = ['success', 'ok'];

/** Whether a body reports an error, as it also does with HTTP 200 (API §3). Whatever is no good code is one of an error. */
export const reportsError = (body: unknown): boolean =>
	isObject(body) &&
	(saysNo(body) ||
		ERRORS.some((name) => isFilled(body[name])) ||
		CODES.some((name) => isFilled(body[name]) && !GOOD_CODE.test(words(body[name]) ?? 'ok')) ||
		(isFilled(body.data) && isBadStatus(body.status)));

/** Whether a body says in so many words that it did not work: `"success": false`, also as text. */
export const saysNo = (body: IDataObject): boolean =>
	WELL.some((name) => [false, 0, 'false', '0', 'no'].includes(lowerCase(body[name])));

const lowerCase = (value: IDataObject[string]) =>
	typeof value === 'string' ? value.trim().toLowerCase() : (value as boolean);

/** Whether a code is the status of an error, e.g. 402 or "402". */
export const isErrorStatus = (code: unknown): boolean => Number(code) >= 400 && Number(code) < 600;

/** The status beside the wrapper is that of the answer, not of a task. */
const isBadStatus = (status: unknown) =>
	status === false || isErrorStatus(status) || stateOf(words(status) ?? '') === 'failed';
