import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CannotCut } from '../../../nodes/WanVideoEdit/remux/cannot';
import { cutPart } from '../../../nodes/WanVideoEdit/remux/cutPart';
import { contentOf, type FilePlan } from '../../../nodes/WanVideoEdit/remux/filePlan';
import { joinPieces } from '../../../nodes/WanVideoEdit/remux/joinPieces';
import type { MediaIndex } from '../../../nodes/WanVideoEdit/remux/mediaIndex';
import { partAt } from '../../../nodes/WanVideoEdit/remux/partAt';
import type { Part } from '../../../nodes/WanVideoEdit/remux/parts';
import { planPieces } from '../../../nodes/WanVideoEdit/remux/planPieces';
import { videoType } from '../../../nodes/WanVideoEdit/shared/videoType';
import { readMediaIndex } from '../../../nodes/WanVideoEdit/remux/readMediaIndex';

/** The index of a file on disk. */
export async function indexOfFile(path: string): Promise<MediaIndex> {
	const stream = createReadStream(path);
	const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
	try {
		const { size } = await stat(path);
		return await readMediaIndex(async () => (await pieces.next()).value, size);
	} finally {
		stream.destroy();
	}
}

/** The index of a file in memory. */
export async function indexOfBytes(file: Buffer, pieceBytes = file.length): Promise<MediaIndex> {
	let at = 0;
	return await readMediaIndex(async () => {
		const piece = file.subarray(at, (at += pieceBytes));
		return await Promise.resolve(piece.length > 0 ? piece : undefined);
	}, file.length);
}

/** A folder for the files of a test, which is removed with all in it. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'remux-'));
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** Writes a planned file. */
export async function writePlan(plan: FilePlan, sources: string[], path: string): Promise<string> {
	const open = sources.map((source) => () => createReadStream(source) as AsyncIterable<Buffer>);
	const content: Uint8Array[] = [];
	for await (const piece of contentOf(plan, open)) content.push(piece);
	const file = Buffer.concat(content);
	if (file.length !== plan.bytes) throw new Error('The file is not as long as planned');
	await writeFile(path, file);
	return path;
}

/** Cuts parts out of a video, without sound. */
export async function cutParts(path: string, parts: Part[], folder: string): Promise<string[]> {
	const index = await indexOfFile(path);
	const files: string[] = [];
	for (const [number, part] of parts.entries()) {
		const plan = await cutPart(index, part, { hasSound: false });
		files.push(await writePlan(plan, [path], join(folder, `piece-${number}.mp4`)));
	}
	return files;
}

/** Joins files of pieces under the sound of the source. */
export async function joinFiles(
	path: string,
	parts: Part[],
	files: string[],
	folder: string,
): Promise<string> {
	const index = await indexOfFile(path);
	const pieces = await Promise.all(
		files.map(async (file, number) => ({ part: parts[number], index: await indexOfFile(file) })),
	);
	const plan = await joinPieces(index, pieces);
	const name = `joined.${videoType(plan.header.toString('latin1'))!.extension}`;
	return await writePlan(plan, [path, ...files], join(folder, name));
}

/** Does all that is done with a video before anything is paid. */
export async function usedUp(video: Buffer): Promise<'cut' | 'refused'> {
	try {
		const index = await indexOfBytes(video, 64 * 1024);
		for (const part of [...planPieces(index), partAt(index, 3, 4)])
			await cutPart(index, part, { hasSound: true });
		return 'cut';
	} catch (error) {
		if (error instanceof CannotCut) return 'refused';
		throw error;
	}
}
