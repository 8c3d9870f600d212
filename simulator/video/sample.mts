import { join } from 'node:path';

/** Videos that come with the simulator. */
export const MEDIA_DIRECTORY = join(import.meta.dirname, '..', 'media');

/** A video within all limits: 640×360. */
export const SAMPLE_PATH = join(MEDIA_DIRECTORY, 'sample.mp4');

/** The same as the simulator gives it back, so that people see an edit: scripts/sampleVideo.mts draws both. */
export const EDITED_PATH = join(MEDIA_DIRECTORY, 'edited.mp4');

/** Its length in seconds. */
export const SAMPLE_S = 6;
