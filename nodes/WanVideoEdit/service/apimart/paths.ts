/** Where an edit is submitted (API §1). */
export const SUBMIT_PATH = '/v1/videos/generations';

/** Where a task is asked for, by its ID in one more segment (API §2). */
export const TASKS_PATH = '/v1/tasks/';

/** Where a reference image is uploaded (API §5). */
export const UPLOAD_PATH = '/v1/uploads/images';

/** Where the balance is asked for (API §5). */
export const BALANCE_PATH = '/v1/balance';
