import type { IDataObject } from 'n8n-workflow';

import type { Result } from '../../shared/retry';
import type { Fault } from '../fault';
import { quote } from '../httpAnswer';
import { words } from '../readValue';
import type { Answer } from '../exchange';
import type { Task } from '../service';
import { faultOf } from './faultOf';
import { hasKnownStatus, idOf, NO_SUCH_TASK, outputOf, readTask, saysNoSuchTask } from './readTask';
import { reportsError } from './reportsError';

const PASSING = { isTransient: true, isRepeatable: true, doubt: undefined };
const PERMANENT = { isTransient: false, isRepeatable: false };

/**
 * The task that was asked for, or why the answer does not tell of it (Model Studio, check). An answer about another
 * task, or one that ends a task without saying which, comes from a cache or a gateway: it is a passing fault.
 */
export function readTaskAnswer(id: string, answer: Answer): Result<Task, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body } = answer.value;
	const fault = faultOf(answer.value);
	const output = statusCode < 300 ? outputOf(body) : undefined;
	if (!output) return { fault };

	const told = idOf(output);
	if (told !== undefined && told !== id) {
		return {
			fault: { ...fault, ...PASSING, reason: `an answer about another task: ${quote(body)}` },
		};
	}
	const task = readTask(id, body as IDataObject);
	if (saysNoSuchTask(output)) {
		const reason = `status "${NO_SUCH_TASK}": there is no such task, or it is older than a day`;
		return { fault: { ...fault, ...PERMANENT, cause: 'notFound', reason, doubt: 'words' } };
	}
	if (told === undefined && task.state === 'failed') {
		return {
			fault: { ...fault, ...PASSING, reason: `an answer without a task ID: ${quote(body)}` },
		};
	}
	return besideError(task, output, answer.value) ?? { value: task };
}

/**
 * What an error that comes with a task makes of it: a failure beside it need not be that of the task, and a task whose
 * status is not known counts for less. A task at work, or done, counts for more.
 */
function besideError(
	task: Task,
	output: IDataObject,
	http: Parameters<typeof faultOf>[0],
): Result<Task, Fault> | undefined {
	const isInBody = reportsError(http.body);
	if (task.state === 'failed') {
		const code = words((http.body as IDataObject).code);
		const isItsOwn = code !== undefined && code === task.failureCode;
		if (!isInBody || isItsOwn) return undefined;
		const fault = faultOf(http);
		const reason = `${fault.reason}, status "${task.status}"`;
		return { fault: { ...fault, ...PERMANENT, reason, doubt: 'status' } };
	}
	if (hasKnownStatus(task) || !(isInBody || reportsError(output))) return undefined;
	return { fault: faultOf(isInBody ? http : { ...http, body: output }) };
}
