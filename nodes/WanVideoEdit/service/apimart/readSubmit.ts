import { parseUrl } from '../../../../credentials/parseUrl';
import { isTaskId } from '../../checks/taskId';
import type { Result } from '../../shared/retry';
import type { Cause, Fault, SubmitFault } from '../fault';
import type { Answer, HttpAnswer } from '../exchange';
import type { Task } from '../service';
import { parseBroken } from '../brokenJson';
import { quote } from '../httpAnswer';
import { faultOf } from './faultOf';
import { TASKS_PATH } from './paths';
import { findTasks, hasTaskId, idOf, readTask, submittedTask, type FoundTask } from './readTask';
import { reportsError } from './reportsError';
import { stateOf } from './taskState';

/**
 * After these it is known that nothing was started (API §3). Not after a redirect, which may lead to the task, nor
 * when there is no room, which a gateway can put over another error.
 */
const NOTHING_STARTED = new Set<Cause>([
	...(['badKey', 'noBalance', 'notAllowed', 'badRequest', 'notFound'] as const),
	...(['tooLarge', 'tooManyRequests', 'keyReused', 'notExecuted'] as const),
]);

/** After these the same submit, with the same key, cannot buy anything twice (API §3). */
const MAY_BE_SENT_AGAIN = new Set<Cause>([
	...(['tooManyRequests', 'noRoom', 'notExecuted', 'keyInProgress'] as const),
]);

/**
 * The task that a submit has started, or why the answer names none (API §1, §3).
 *
 * @param address where the service is
 */
export function readSubmit(answer: Answer, address: string): Result<Task, SubmitFault> {
	if (answer.fault) {
		const { isUnreachable, neverSent } = answer.fault;
		return { fault: { ...answer.fault, isRepeatable: isUnreachable, mayBeBilled: !neverSent } };
	}
	const http = salvage(answer.value);
	const found: FoundTask | undefined = http.statusCode < 300 ? findTasks(http.body)[0] : undefined;
	const id = found && idOf(found.task, found.wrapper);
	if (found && isError(http.body, found)) return { fault: errorBeside(found, faultOf(http)) };
	if (found && id !== undefined && isTaskId(id)) return { value: readTask(id, found.task) };

	const located = reportsError(http.body) ? undefined : taskInLocation(http, address);
	if (located !== undefined) return { value: submittedTask(located) };
	const fault = faultOf(http);
	if (!found) return { fault: ofSubmit(fault) };
	const lacking = id === undefined ? 'a task ID' : 'a task ID that can be asked for';
	return {
		fault: ofSubmit({ ...fault, reason: `an answer without ${lacking}: ${quote(found.task)}` }),
	};
}

const ofSubmit = (fault: Fault): SubmitFault => ({
	...fault,
	isRepeatable: MAY_BE_SENT_AGAIN.has(fault.cause),
	mayBeBilled: !NOTHING_STARTED.has(fault.cause),
});

/**
 * Whether an answer with HTTP 200 is an error, whatever ID stands in it: without the wrapper and without a status, an
 * `id` is that of the request.
 */
function isError(body: unknown, { task, wrapper }: FoundTask): boolean {
	if (reportsError(body)) return true;
	const hasFailed = stateOf(String(task.status)) === 'failed';
	if (wrapper) return reportsError(task) && !hasFailed;
	return !hasTaskId(task) && (hasFailed || typeof task.status !== 'string');
}

/** An error that comes with a task as clearly named as in a good answer leaves open which of them holds. */
function errorBeside({ task, wrapper }: FoundTask, fault: Fault): SubmitFault {
	const id = idOf(task, wrapper);
	const isContradiction = id !== undefined && (wrapper !== undefined || hasTaskId(task));
	if (!isContradiction) return ofSubmit(fault);
	const reason = `task ID ${id}, and ${fault.reason}`;
	return ofSubmit({ ...fault, reason, cause: 'contradiction' });
}

/** The task that an answer leads to instead of holding it: `Location: /v1/tasks/{id}`, at the same service. */
function taskInLocation({ statusCode, headers }: HttpAnswer, address: string): string | undefined {
	const { location } = headers;
	// 307 and 308 say where to submit once more.
	if (statusCode > 303 || typeof location !== 'string') return undefined;
	const [base, target] = [parseUrl(address), parseUrl(location, `${address}/v1/`)];
	if (!base || target?.origin !== base.origin) return undefined;
	const tasks = `${base.pathname.replace(/\/$/, '')}${TASKS_PATH}`;
	const segment = target.pathname.startsWith(tasks) ? target.pathname.slice(tasks.length) : '';
	const id = segment.includes('/') ? undefined : decoded(segment);
	return id !== undefined && isTaskId(id) ? id : undefined;
}

function decoded(segment: string): string | undefined {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}

/** Saves what can be saved of a broken answer: the task that may be paid for, where no error has arrived before it broke. */
function salvage(answer: HttpAnswer): HttpAnswer {
	const { statusCode, body, broken } = answer;
	if (broken === undefined || statusCode >= 300 || typeof body !== 'string') return answer;
	const arrived = parseBroken(body);
	const [found] = findTasks(arrived);
	if (!found || reportsError(arrived) || isError(arrived, found)) return answer;
	const id = idOf(found.task, found.wrapper);
	const isSurelyTask = found.wrapper !== undefined || hasTaskId(found.task);
	if (id === undefined || !isSurelyTask) return answer;
	return { ...answer, body: { task_id: id, status: 'submitted' }, broken: undefined };
}
