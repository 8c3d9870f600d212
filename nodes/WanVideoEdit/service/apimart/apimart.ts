import type { Edit } from '../../checks/edit';
import { identityOf } from '../identityOf';
import type { Service } from '../service';
import { USUAL_LIMITS } from '../account';
import { readBalance, readCredentialCheck } from './credentialCheck';
import { BALANCE_PATH, SUBMIT_PATH, TASKS_PATH, UPLOAD_PATH } from './paths';
import { readTaskAnswer, readUpload } from './readAnswer';
import { readSubmit } from './readSubmit';
import { submitBody } from './submitBody';

/** APIMart, and the services that offer the same API. */
export const apimart: Service = {
	limits: USUAL_LIMITS,
	// Asking for the balance costs nothing (API §5).
	credentialCheck: {
		request: { method: 'GET', url: BALANCE_PATH, json: true },
		read: readCredentialCheck,
		readBalance,
	},

	refuse: () => {},
	submit: (edit: Edit, idempotencyKey: string) => ({
		method: 'POST',
		url: SUBMIT_PATH,
		headers: { 'Idempotency-Key': idempotencyKey },
		body: submitBody(edit),
		json: true,
	}),
	readSubmit,
	identityOf,

	getTask: (id, language) => ({
		method: 'GET',
		url: `${TASKS_PATH}${encodeURIComponent(id)}`,
		qs: language ? { language } : {},
		json: true,
	}),
	readTask: readTaskAnswer,

	uploads: {
		takesVideo: false,
		// What both its upload and the model take (API §1, §5).
		imageTypes: ['image/jpeg', 'image/png', 'image/webp'],
		upload: async (file, exchange) => {
			// n8n's request helper takes a form only whole, and an image has at most 20 MB.
			const body = new FormData();
			body.append('file', new Blob([await file.whole()], { type: file.type }), file.fileName);
			return readUpload(await exchange({ method: 'POST', url: UPLOAD_PATH, body }, 'service'));
		},
	},
};
