import type { Edit } from '../../checks/edit';
import type { Service } from '../service';
import { SUBMIT_PATH, TASKS_PATH, UPLOAD_PATH } from './paths';
import { readTaskAnswer, readUpload } from './readAnswer';
import { readSubmit } from './readSubmit';
import { submitBody } from './submitBody';

/** APIMart, and the services that offer the same API. */
export const apimart: Service = {
	submit: (edit: Edit, idempotencyKey: string) => ({
		method: 'POST',
		url: SUBMIT_PATH,
		headers: { 'Idempotency-Key': idempotencyKey },
		body: submitBody(edit),
		json: true,
	}),
	readSubmit,
	// Not the body: n8n stores the identity with a failed execution, and the body may change with the node.
	identityOf: ({ resolution = '1080P', durationS = 0, ...edit }: Edit) => ({
		...edit,
		callbackUrl: undefined,
		resolution,
		durationS,
	}),

	getTask: (id, language) => ({
		method: 'GET',
		url: `${TASKS_PATH}${encodeURIComponent(id)}`,
		qs: language ? { language } : {},
		json: true,
	}),
	readTask: readTaskAnswer,

	uploadImage: (content, fileName) => {
		const body = new FormData();
		body.append('file', content, fileName);
		return { method: 'POST', url: UPLOAD_PATH, body };
	},
	readUpload,
};
