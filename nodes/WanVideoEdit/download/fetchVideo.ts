import type { IBinaryData } from 'n8n-workflow';

import { send } from '../n8n/send';
import { streamOf, type Stream } from '../n8n/streamOf';
import { networkFault } from '../service/networkFault';
import type { Wire } from '../service/wire';
import { BEGINNING_BYTES } from '../shared/files';
import { peek, withinLimits } from '../shared/incoming';
import { videoType } from '../shared/videoType';
import { TIMEOUTS_MS } from '../shared/policies';
import type { Repeatable, Result } from '../shared/retry';
import { timeLimit } from '../shared/timeLimit';
import { LARGEST_VIDEO_BYTES, notTheVideo, notVideoContent, tooLarge } from './checkDownload';

/** The service's videos are MP4, and what is not known is taken for one. */
const MP4 = { mimeType: 'video/mp4', extension: 'mp4' };

/**
 * Streams a video from the result's host into n8n's binary store: memory stays flat whatever the
 * size. What is no video is not stored at all, and of what breaks off nothing stays there: a node cannot
 * delete. The host gets no credential, neither directly nor over a redirect.
 *
 * @param name of the file, without its extension
 * @returns the stored file, or why there is none; under a fresh link there may be one
 */
export async function fetchVideo(
	{ context, stop, connection }: Wire,
	url: string,
	name: string,
): Promise<Result<IBinaryData, Repeatable & { reason: string }>> {
	const { signal, end, lift } = timeLimit(TIMEOUTS_MS.download, stop);
	let limit: 'size' | 'stalled' | undefined;
	let isStored = false;
	try {
		const request = {
			...connection,
			url,
			headers: { 'Accept-Encoding': 'identity' },
			timeout: TIMEOUTS_MS.stalledDownload,
		};
		const answer = await send(context, request, { signal, followsRedirects: true });
		const { statusCode, headers } = answer;
		const body = answer.body as Stream;
		const refusal = notTheVideo(statusCode, headers);
		if (refusal !== undefined) return failed(refusal);

		const limits = { mostBytes: LARGEST_VIDEO_BYTES, stalledMs: TIMEOUTS_MS.stalledDownload };
		const breakOff = (reached: typeof limit) => {
			limit = reached;
			end();
		};
		const { beginning, all } = await peek(withinLimits(body, limits, breakOff), BEGINNING_BYTES);
		const content = beginning.toString('latin1');
		const notVideo = notVideoContent(content, headers);
		if (notVideo !== undefined) return failed(notVideo);

		const { mimeType, extension } = videoType(content) ?? MP4;
		const stream = streamOf(all, body);
		const { prepareBinaryData } = context.helpers;
		const value = await prepareBinaryData(stream, `${name}.${extension}`, mimeType);
		isStored = true;
		return { value };
	} catch (error) {
		if (limit === 'size') return { fault: { reason: tooLarge, isRepeatable: false } };
		return failed(limit === 'stalled' ? STALLED : networkFault(error).reason);
	} finally {
		lift();
		// Of what was refused, nothing more is to come.
		if (!isStored) end();
	}
}

const STALLED = 'nothing arrived for half a minute';

const failed = (reason: string) => ({ fault: { reason, isRepeatable: true } });
