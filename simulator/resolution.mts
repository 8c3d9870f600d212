/** The two output resolutions of the model (model page). */
export type Resolution = '720P' | '1080P';
