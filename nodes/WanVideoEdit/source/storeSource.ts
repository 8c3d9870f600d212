import { sourceNotStored } from '../errors/sourceProblems';
import { streamOf, type LikeStream } from '../n8n/streamOf';
import type { Client } from '../service/client';
import { networkFault } from '../service/networkFault';
import { forTwo, type Chunks } from '../shared/incoming';
import { videoType } from '../shared/videoType';
import { readVideoByStream } from '../video/readVideo';
import { readWhole } from './inputFile';
import { storedFile } from './openFile';
import type { VideoFile } from './videoFile';

/** What is known of a file that arrives. */
interface Arriving {
	url: string;
	/** The field it came from, for messages. */
	place: string;
	/** Its first bytes. */
	beginning: Buffer;
	/** Any stream. */
	like: LikeStream;
}

/**
 * Streams an MP4 or MOV file into n8n's binary store, and reads in passing what is in it.
 *
 * @param chunks all of the file. When they break off, nothing of it stays in the store
 * @throws {Problem} when n8n cannot store it
 * @throws whatever `chunks` throws
 */
export async function storeSource(
	{ context }: Client,
	chunks: Chunks,
	{ url, place, beginning, like }: Arriving,
): Promise<VideoFile> {
	let brokenOff: unknown;
	async function* arriving(): Chunks {
		try {
			yield* chunks;
		} catch (error) {
			throw (brokenOff = error);
		}
	}
	const [toStore, toRead] = forTwo(arriving());
	const { mimeType, extension } = videoType(beginning.toString('latin1'))!;
	const name = `${nameIn(url) ?? 'video'}.${extension}`;
	const { prepareBinaryData } = context.helpers;
	const storing = prepareBinaryData(streamOf(toStore, like), name, mimeType).catch(
		(error: unknown) => {
			throw brokenOff ?? sourceNotStored(place, networkFault(error).reason);
		},
	);
	const reading = readWhole(toRead, () => {}, readVideoByStream);
	const [data, read] = await Promise.all([storing, reading]);
	return { ...storedFile(data, place), ...read };
}

/** Links often end with the name of a script, and names may hold anything. */
const IS_VIDEO_NAME = /^([\p{L}\p{N}][\p{L}\p{N} ._()-]{0,99})\.(mp4|m4v|mov|qt)$/iu;

/** The name of the file in the path of an address, without its extension. */
function nameIn(url: string): string | undefined {
	const last = new URL(url).pathname.split('/').at(-1)!;
	try {
		return IS_VIDEO_NAME.exec(decodeURIComponent(last))?.[1];
	} catch {
		return undefined;
	}
}
