import type { FilePlan } from './filePlan';
import type { MediaIndex } from './mediaIndex';
import type { Part } from './parts';

export function joinPieces(
	index: MediaIndex,
	pieces: Array<{ part: Part; index: MediaIndex }>,
): FilePlan {
	throw new Error(`not yet ${index.timescale} ${pieces.length}`);
}
