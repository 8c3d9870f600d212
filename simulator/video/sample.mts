import { join } from 'node:path';

/** Videos that come with the simulator. */
export const MEDIA_DIRECTORY = join(import.meta.dirname, '..', 'media');

/** A video within all limits: 640×360. */
export const SAMPLE_PATH = join(MEDIA_DIRECTORY, 'sample.mp4');

/** Its length in seconds. */
export const SAMPLE_S = 6;
