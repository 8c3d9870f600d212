import { createHash } from 'node:crypto';

import { LARGEST_SEED, resolutionOf, type Edit } from '../checks/edit';
import { keyForPieces } from '../checks/longVideos';
import type { ProbeResult } from '../checks/videoLimits';
import { hashOf } from '../purchase/idempotencyKey';
import type { Client } from '../service/client';
import { estimateOf, type Estimate } from '../service/estimate';
import type { Price } from '../service/price';
import type { CutPart } from '../source/cutVideo';
import type { Item } from './readItem';

/** One edit of an item: of its video as it is, or of a part that is cut out of it. */
export interface ItemEdit {
	/** Its media that are files have no address yet. */
	edit: Edit;
	part?: CutPart;
	/** Which piece it is, from 1, where a video is edited in pieces. */
	piece?: number;
	/** Tells how that video is cut: the same for all its pieces. */
	cut?: string;
	/** The hashes of its files, which make it another edit as its parameters do. */
	files: string[];
	/** The user's own Idempotency Key for it. */
	ownKey?: string;
}

/**
 * The edits of an item: one, or one for each piece of its video.
 *
 * @throws {BrokenRule} when the user's own key leaves no room for the number of a piece
 */
export function editsOf({ settings, edit, video, images, cut }: Item): ItemEdit[] {
	const { ownKey } = settings;
	const imageHashes = images.map(({ hash }) => hash);
	if (cut === undefined) {
		return [{ edit, files: [...(video ? [video.hash] : []), ...imageHashes], ownKey }];
	}
	if (!cut.isInPieces) {
		const [part] = cut.parts;
		return [{ edit, part, files: [part.hash, ...imageHashes], ownKey }];
	}
	// With one seed the pieces look more alike.
	const seeded = { ...edit, seed: edit.seed ?? seedOf(cut.file.hash) };
	const cutPrint = printOf(cut.parts);
	return cut.parts.map((part, at) => ({
		edit: seeded,
		part,
		piece: at + 1,
		cut: cutPrint,
		files: [part.hash, ...imageHashes],
		ownKey: keyForPieces(ownKey, at + 1),
	}));
}

/** By their times and the amount of their pictures: some hosts make the same video anew for each request. */
const printOf = (parts: CutPart[]): string =>
	hashOf(parts.map(({ startS, endS, pictureBytes }) => [startS, endS, pictureBytes]));

/** The same for the same video, also at another attempt. */
const seedOf = (fileHash: string): number =>
	createHash('sha256').update(fileHash).digest().readUInt32BE() % LARGEST_SEED;

/**
 * What an edit of an item costs, as far as that is known.
 *
 * @param about what is in the video, if it was probed; and whether the edit is bought already: then a wrong price must
 *   not keep anybody from it
 * @throws {UserError} when the price in the credential cannot be used
 */
export const estimateOfEdit = (
	client: Client,
	{ edit, part }: ItemEdit,
	{ probed, isBought = false }: { probed?: ProbeResult; isBought?: boolean },
): Estimate =>
	estimateOf(edit, {
		probed: part?.probed ?? probed,
		price: isBought ? priceIfUsable(client, edit) : client.priceOf(resolutionOf(edit)),
		billsSource: client.service.billsSource,
	});

function priceIfUsable(client: Client, edit: Edit): Price | undefined {
	try {
		return client.priceOf(resolutionOf(edit));
	} catch {
		return undefined;
	}
}
