import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { cannotJoin, joiningFailed } from '../errors/cutProblems';
import { stopped } from '../errors/taskProblems';
import { streamOf } from '../n8n/streamOf';
import { CannotJoin } from '../remux/cannot';
import { contentOf } from '../remux/filePlan';
import { joinPieces } from '../remux/joinPieces';
import type { MediaIndex } from '../remux/mediaIndex';
import type { Part } from '../remux/parts';
import { readPieces } from '../remux/readPieces';
import type { Client } from '../service/client';
import { networkFault } from '../service/networkFault';
import type { Task } from '../service/service';
import { FewAtATime } from '../shared/fewAtATime';
import { BEGINNING_BYTES } from '../shared/files';
import { VIDEOS_CUT_AT_A_TIME } from '../shared/policies';
import { videoType } from '../shared/videoType';

/** Opens a file of n8n's store at its beginning. */
type OpenContent = () => AsyncGenerator<Buffer, undefined>;

/** What is joined, in the order of the video. */
interface Joined {
	/** The original, whose sound the joined video has. */
	source: { index: MediaIndex; open: OpenContent };
	pieces: Array<{ task: Task; part: Part; open: OpenContent }>;
	/** Of the file, without its extension. */
	name: string;
	/** What is told of the pieces should they not fit together. */
	item: IDataObject;
}

/**
 * Joins edited pieces to one video, without encoding them anew, in n8n's binary store.
 *
 * @throws {Problem} when they do not fit together, or Stop was pressed
 */
export async function joinVideo(client: Client, joined: Joined): Promise<IBinaryData> {
	const { stop } = client;
	const file = await few.run(async () => await joinInTurn(client, joined), stop);
	if (file === undefined) throw stopped(joined.pieces[0].task);
	return file;
}

const few = new FewAtATime(VIDEOS_CUT_AT_A_TIME);

async function joinInTurn(
	{ context, stop, wire }: Client,
	{ source, pieces, name, item }: Joined,
): Promise<IBinaryData> {
	const taskIds = pieces.map(({ task }) => task.id);
	try {
		const indexes = await readPieces(pieces);
		const sources = [source, ...pieces].map(({ open }) => open);
		const plan = await joinPieces(source.index, indexes);
		const beginning = plan.header.subarray(0, BEGINNING_BYTES).toString('latin1');
		const { extension, mimeType } = videoType(beginning)!;
		const content = streamOf(contentOf(plan, sources), wire.likeItsAnswers!);
		return await context.helpers.prepareBinaryData(content, `${name}.${extension}`, mimeType);
	} catch (error) {
		if (stop?.aborted) throw stopped(pieces[0].task);
		if (error instanceof CannotJoin) throw cannotJoin(error.message, taskIds, item);
		throw joiningFailed(networkFault(error).reason, taskIds);
	}
}
