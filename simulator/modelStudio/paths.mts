/** Where all requests to Model Studio begin. */
export const MODEL_STUDIO_PATH = '/api/v1/';

/** Path of a submit (Model Studio, submit). */
export const SUBMIT_PATH = '/api/v1/services/aigc/video-generation/video-synthesis';

/** Path of the list of tasks, and of all about one task (Model Studio, check; list and cancel). */
export const TASKS_PATH = '/api/v1/tasks/';

/** Path of an upload policy (Model Studio, temporary upload). */
export const POLICY_PATH = '/api/v1/uploads';

/** Path of a signed link to a result, on the files listener. */
export const SIGNED_PATH = '/f/signed/';

/** Path of the form upload, on the files listener. */
export const FORM_PATH = '/';

/** Whether a request to the API listener is one to Model Studio. */
export function isForModelStudio(target: string): boolean {
	return target.startsWith(MODEL_STUDIO_PATH);
}
