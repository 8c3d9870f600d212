import { parseUrl } from '../../../../credentials/parseUrl';
import type { Result } from '../../shared/retry';
import type { Fault } from '../fault';
import type { Answer, HttpAnswer } from '../exchange';
import type { Task } from '../service';
import { quote } from '../httpAnswer';
import { faultOf } from './faultOf';
import { findTasks, isAbout, readTask, type FoundTask } from './readTask';
import { isObject } from '../readValue';
import { isErrorStatus, reportsError, saysNo } from './reportsError';
import { saysNoSuchTask, saysRunning } from './taskState';

const PERMANENT = { isTransient: false, isRepeatable: false };

/**
 * The task that was asked for, or why the answer does not tell of it (API §2, §3). An answer about another task, or
 * one that ends a task without saying which, comes from a cache or a gateway: it is a passing fault.
 */
export function readTaskAnswer(id: string, answer: Answer): Result<Task, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body } = answer.value;
	const found = statusCode < 300 ? findTasks(body) : [];
	const named = found.find((one) => isAbout(one, id));
	if (named) return readNamed(id, named, answer.value);

	const fault = faultOf(answer.value);
	// An error in the body counts for more than a task without a name.
	if (found.length === 0 || reportsError(body)) return { fault };
	if (found.length > 1 || isAbout(found[0], id) === false) {
		return { fault: { ...fault, reason: `an answer about another task: ${quote(body)}` } };
	}
	const nameless = readTask(id, found[0].task);
	if (nameless.state !== 'failed') return believed(nameless, answer.value);
	return { fault: { ...fault, reason: `an answer without a task ID: ${quote(body)}` } };
}

/**
 * What an answer says of the task that it names. An error beside it counts for more than a task without a status that
 * is known; and a failure beside an error, or beside the ID of another task, need not be that of the task.
 */
function readNamed(id: string, found: FoundTask, answer: HttpAnswer): Result<Task, Fault> {
	const task = readTask(id, found.task);
	const { state, status } = task;
	const isOfAnother = isAbout(found, id) === 'perhaps';
	if (state === 'failed' && (isOfAnother || isErrorOfAnswer(found))) {
		const fault = faultOf(answer);
		const why = isOfAnother ? `an answer about another task as well` : fault.reason;
		const reason = `${why}, status "${status}"`;
		return { fault: { ...fault, ...PERMANENT, reason, doubt: 'status' } };
	}
	const error = [answer.body, found.task].find(reportsError);
	if (state === 'running' && !saysRunning(status) && error) {
		return { fault: faultOf({ ...answer, body: error }) };
	}
	return believed(task, answer);
}

/** Whether an error that comes with a failed task is that of the answer: without the wrapper, it is the task's own. */
const isErrorOfAnswer = ({ task, wrapper }: FoundTask): boolean =>
	wrapper ? reportsError(wrapper) : saysNo(task) || isErrorStatus(task.code);

/** A status such as "not_found" may be a passing one (API §2). */
function believed(task: Task, answer: HttpAnswer): Result<Task, Fault> {
	const isStatus = task.state === 'running' && saysNoSuchTask(task.raw.status);
	if (!isStatus && !isNoSuchTask(task)) return { value: task };
	const reason = `status "${task.status}"${isStatus ? '' : `: ${task.failureReason}`}`;
	return {
		fault: { ...faultOf(answer), ...PERMANENT, cause: 'notFound', reason, doubt: 'status' },
	};
}

/** Whether a task is said to have failed because there is none. */
const isNoSuchTask = ({ state, failureReason = '', failureCode = '' }: Task): boolean =>
	state === 'failed' &&
	/\btask[_ ](id[_ ])?((is|was|does|could)[_ ])?not[_ ]((be|been)[_ ])?(exist|found)|no such task/i.test(
		`${failureCode} ${failureReason}`,
	);

/** The address of an uploaded image, which the body itself or its `data` has (API §5). */
export function readUpload(answer: Answer): Result<string, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body, broken } = answer.value;
	const upload = isObject(body) && isObject(body.data) ? body.data : body;
	const url = statusCode < 300 && isObject(upload) ? upload.url : undefined;
	if (typeof url === 'string' && /^https?:\/\//.test(url) && parseUrl(url)) return { value: url };

	const fault = faultOf(answer.value);
	if (fault.status! < 300 && broken === undefined) {
		return { fault: { ...fault, reason: 'an answer without an address', ...PERMANENT } };
	}
	// Also as a web page of a gateway, which is transient otherwise.
	const isFinal = ['tooLarge', 'notFound', 'redirect'].includes(fault.cause);
	return { fault: { ...fault, isRepeatable: fault.isTransient && !isFinal } };
}
