import type { HttpAnswer } from '../service';

/** The ID of a task in the text of an answer that broke off behind it, in both shapes of API §1. */
const TASK_ID_IN_TEXT = /"task_id"\s*:\s*"([^"\\]+)"/;
const ID_IN_TEXT = /"data"\s*:\s*\[?\s*\{[^{}]*?"id"\s*:\s*"([^"\\]+)"/;

/** Saves what can be saved of a broken answer to a submit: the task that may be paid for. */
export function salvage(answer: HttpAnswer): HttpAnswer {
	const { statusCode, body, broken } = answer;
	if (broken === undefined || statusCode >= 300 || typeof body !== 'string') return answer;
	if (body.includes('"error"')) return answer;
	const id = (TASK_ID_IN_TEXT.exec(body) ?? ID_IN_TEXT.exec(body))?.[1];
	if (id === undefined) return answer;
	return { ...answer, body: { task_id: id, status: 'submitted' }, broken: undefined };
}
