import {
	ADTS,
	FilePathSource,
	FLAC,
	Input,
	MATROSKA,
	MP3,
	MP4,
	MPEG_TS,
	OGG,
	QTFF,
	WAVE,
	WEBM,
} from 'mediabunny';
import { TaskFailure } from '../tasks/taskFailure.mts';
import { readOddIndex } from './oddIndex.mts';

/** What the limits of the model page need to know of a source. */
export interface VideoFacts {
	/** Length of the video track in seconds. */
	seconds: number;
	/** Width in pixels, as the pictures are stored: ffprobe says the same. */
	width: number;
	/** Height in pixels, likewise. */
	height: number;
	container: 'mp4' | 'mov';
	/** Whether the video is to be left as it is, because the library that cuts it cannot read all of it. */
	isOdd: boolean;
}

const KNOWN_FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS, OGG, WAVE, MP3, FLAC, ADTS];

/** Opens a media file; formats other than MP4 and MOV are known only to be named. */
export function openMedia(path: string): Input {
	return new Input({ formats: KNOWN_FORMATS, source: new FilePathSource(path) });
}

/**
 * Reads what a source is. Fails the task when it is not MP4 or MOV, cannot be read or has no video
 * track (model page).
 */
export async function inspectVideo(path: string): Promise<VideoFacts> {
	using input = openMedia(path);
	return await orUnreadable(async () => {
		const format = await input.getFormat();
		if (format !== MP4 && format !== QTFF)
			throw new TaskFailure({ kind: 'format', values: { format: format.name } });
		const container = format === MP4 ? 'mp4' : 'mov';
		const odd = await readOddIndex(path);
		if (odd !== undefined) return { ...odd, container, isOdd: true };
		const track = await input.getPrimaryVideoTrack();
		if (track === null) throw new TaskFailure({ kind: 'noVideo' });
		if ((await track.getCodec()) === null) throw new TaskFailure({ kind: 'codec' });
		return {
			seconds: (await track.computeDuration()) - (await track.getFirstTimestamp()),
			width: await track.getCodedWidth(),
			height: await track.getCodedHeight(),
			container,
			isOdd: false,
		};
	});
}

/** Runs `work`; whatever the media library throws means that the file cannot be read. */
export async function orUnreadable<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof TaskFailure) throw error;
		const reason = error instanceof Error ? error.message : String(error);
		throw new TaskFailure({ kind: 'unreadable', values: { reason } });
	}
}
