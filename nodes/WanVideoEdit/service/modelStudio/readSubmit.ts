import type { IDataObject } from 'n8n-workflow';

import { isTaskId } from '../../checks/taskId';
import type { Result } from '../../shared/retry';
import { parseBroken } from '../brokenJson';
import type { Cause, Fault, SubmitFault } from '../fault';
import { quote } from '../httpAnswer';
import type { Answer, HttpAnswer } from '../exchange';
import type { Task } from '../service';
import { faultOf } from './faultOf';
import { idOf, outputOf, readTask } from './readTask';
import { reportsError } from './reportsError';

/** After these it is known that nothing was started (Model Studio, errors). */
const NOTHING_STARTED = new Set<Cause>([
	...(['badKey', 'noBalance', 'billDue', 'quotaUsedUp', 'notActivated', 'notAllowed'] as const),
	...(['wrongRegion', 'badRequest', 'notFound', 'tooLarge', 'tooManyRequests'] as const),
]);

/**
 * The task that a submit has started, or why the answer names none. An error beside a task leaves open which of them
 * holds.
 */
export function readSubmit(answer: Answer): Result<Task, SubmitFault> {
	if (answer.fault) {
		const { isUnreachable, neverSent } = answer.fault;
		return { fault: { ...answer.fault, isRepeatable: isUnreachable, mayBeBilled: !neverSent } };
	}
	const http = salvage(answer.value);
	const { statusCode, body } = http;
	const fault = faultOf(http);
	const output = outputOf(body);
	const id = output && idOf(output);
	if (id === undefined) return { fault: ofSubmit(fault) };

	const task = readTask(id, body as IDataObject);
	const isError =
		statusCode >= 300 || reportsError(body) || (reportsError(output) && task.state !== 'failed');
	if (!isError && isTaskId(id)) return { value: task };
	const reason = isError
		? `task ID ${id}, and ${errorOf(http, output)}`
		: `an answer without a task ID that can be asked for: ${quote(body)}`;
	return { fault: ofSubmit({ ...fault, reason, cause: isError ? 'contradiction' : 'noResult' }) };
}

/** The words of the error, which stands around the task or in it. */
const errorOf = (http: HttpAnswer, output: unknown): string =>
	faultOf(http.statusCode < 300 && !reportsError(http.body) ? { ...http, body: output } : http)
		.reason;

const ofSubmit = (fault: Fault): SubmitFault => ({
	...fault,
	isRepeatable: fault.cause === 'tooManyRequests',
	mayBeBilled: !NOTHING_STARTED.has(fault.cause),
});

/** Saves what can be saved of a broken answer: the task that may be paid for. */
function salvage(answer: HttpAnswer): HttpAnswer {
	const { statusCode, body, broken } = answer;
	if (broken === undefined || statusCode >= 300 || typeof body !== 'string') return answer;
	const arrived = parseBroken(body);
	const output = outputOf(arrived);
	const isTask = output !== undefined && idOf(output) !== undefined;
	return isTask ? { ...answer, body: arrived, broken: undefined } : answer;
}
