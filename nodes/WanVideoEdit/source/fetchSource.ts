import type { Client } from '../service/client';
import type { VideoFile } from './videoFile';

/**
 * Fetches a video on the web into n8n's binary store, to be cut there: once for all items of a run, with flat memory.
 *
 * @param url of the file itself
 * @param place the field it came from, for messages
 * @returns the file, with its hash and what is in it, as if an earlier node had brought it along
 * @throws {Problem} when there is no MP4 or MOV file, it is too large or cannot be fetched, or Stop was pressed
 */
export async function fetchSource(client: Client, url: string, place: string): Promise<VideoFile> {
	throw await Promise.resolve(new Error(`not built yet: ${client.address} ${url} ${place}`));
}
