import { BrokenRule } from '../../checks/rules';
import { identityOf } from '../identityOf';
import { isObject } from '../readValue';
import type { Service } from '../service';
import { credentialCheck } from './credentialCheck';
import { faultOf } from './faultOf';
import { SUBMIT_PATH, TASKS_PATH } from './paths';
import { readTaskAnswer } from './readAnswer';
import { readSubmit } from './readSubmit';
import { hasNotBegun } from './readTask';
import { reportsError } from './reportsError';
import { submitBody, submitHeaders } from './submitBody';
import { taskList } from './taskList';
import { uploads } from './uploads';

const taskPath = (id: string) => `${TASKS_PATH}${encodeURIComponent(id)}`;

/** Alibaba Cloud Model Studio, the service of the model's maker. */
export const modelStudio: Service = {
	limits: { submitsPerSecond: 5, checksPerSecond: 20 },
	billsSource: true,
	credentialCheck,

	refuse: ({ callbackUrl }, ownKey) => {
		if (callbackUrl !== undefined) {
			throw new BrokenRule(
				'Callback URL',
				'does not exist at Alibaba Cloud Model Studio, which calls nobody back: leave it empty, and get the video with "Get Task"',
			);
		}
		if (ownKey !== undefined) {
			throw new BrokenRule(
				'Idempotency Key',
				'does not exist at Alibaba Cloud Model Studio: leave it empty. Within an execution and its retries the node buys nothing twice without it',
			);
		}
	},
	submit: (edit) => ({
		method: 'POST',
		url: SUBMIT_PATH,
		headers: submitHeaders(edit),
		body: submitBody(edit),
		json: true,
	}),
	readSubmit,
	identityOf,

	getTask: (id) => ({ method: 'GET', url: taskPath(id), json: true }),
	readTask: readTaskAnswer,

	uploads,
	taskList,
	cancellation: {
		mayBe: hasNotBegun,
		request: (id) => ({ method: 'POST', url: `${taskPath(id)}/cancel`, json: true }),
		read: ({ value }) => {
			// A page of a gateway, or a passing fault, says nothing about the task.
			if (value === undefined || !isObject(value.body)) return undefined;
			if (value.statusCode < 300 && !reportsError(value.body)) return true;
			return faultOf(value).isTransient ? undefined : false;
		},
	},
};
