const API = '/api/v1';

/** Where an edit is submitted. */
export const SUBMIT_PATH = `${API}/services/aigc/video-generation/video-synthesis`;

/** Where all tasks are listed, and one is asked for by its ID in one more segment. */
export const TASKS_PATH = `${API}/tasks/`;

/** Where the policy for an upload is asked for. */
export const UPLOADS_PATH = `${API}/uploads`;
