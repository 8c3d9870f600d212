import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const FOLDER = '../../dist/nodes/WanVideoEdit/remux';

/** What only the node's own functions look into. */
type MediaIndex = object;
type Part = { startS: number; endS: number };
type FilePlan = { bytes: number };
type Open = () => AsyncIterable<Uint8Array>;
type Source = { close: () => Promise<void>; keepFrom: (place: number) => void };

/** The functions of the node's remuxer. */
interface Remuxer {
	readMediaIndex: (next: () => Promise<Uint8Array | undefined>) => Promise<MediaIndex>;
	beginOf: (index: MediaIndex, part: Part) => number;
	planPieces: (index: MediaIndex) => Part[];
	cutPart: (index: MediaIndex, part: Part, options: { hasSound: boolean }) => Promise<FilePlan>;
	joinPieces: (
		index: MediaIndex,
		pieces: Array<{ part: Part; index: MediaIndex }>,
	) => Promise<FilePlan>;
	contentOf: (
		plan: FilePlan,
		sources: Array<Open | Source>,
	) => AsyncGenerator<Uint8Array>;
	Source: new (open: Open) => Source;
}

const require = createRequire(import.meta.url);
const built = (file: string) => require(`${FOLDER}/${file}.js`) as Remuxer;

/** A video and its pieces, as files. */
export interface Cut {
	source: string;
	index: MediaIndex;
	pieces: Array<{ part: Part; path: string }>;
}

/** Cuts a video into the pieces that the node would have edited, which it writes to `folder`. */
export async function cut(source: string, folder: string): Promise<Cut> {
	const { planPieces } = built('planPieces');
	const { beginOf, cutPart } = built('cutPart');
	const index = await indexOf(source);
	const pieces: Cut['pieces'] = [];
	const { Source } = built('source');
	const content = new Source(openOf(source));
	const parts = planPieces(index);
	for (const [number, part] of parts.entries()) {
		const next = parts[number + 1];
		content.keepFrom(next ? beginOf(index, next) : Infinity);
		const path = join(folder, `piece-${number}.mp4`);
		const plan = await cutPart(index, part, { hasSound: false });
		await write(plan, [content], path);
		pieces.push({ part, path });
	}
	await content.close();
	return { source, index, pieces };
}

/** Joins the pieces, with the sound of the source. */
export async function joined({ source, index, pieces }: Cut, path: string): Promise<void> {
	const { joinPieces } = built('joinPieces');
	const edited: Array<{ part: Part; index: MediaIndex }> = [];
	for (const { part, path: piece } of pieces) edited.push({ part, index: await indexOf(piece) });
	const plan = await joinPieces(index, edited);
	await write(plan, [source, ...pieces.map((piece) => piece.path)].map(openOf), path);
}

/** Where the node puts the cuts, in seconds. */
export const cutsOf = ({ pieces }: Cut): number[] =>
	pieces.slice(1).map(({ part }) => part.startS);

async function indexOf(path: string): Promise<MediaIndex> {
	const chunks = opened(path);
	const next = async () => {
		const { value } = await chunks.next();
		return value;
	};
	try {
		return await built('readMediaIndex').readMediaIndex(next);
	} finally {
		await chunks.return(undefined);
	}
}

async function write(
	plan: FilePlan,
	sources: Array<Open | Source>,
	path: string,
): Promise<void> {
	const { contentOf } = built('filePlan');
	await pipeline(contentOf(plan, sources), createWriteStream(path));
}

const openOf = (path: string): Open => () => opened(path);

/** As much as the node asks n8n's file store for at once. */
const CHUNK_BYTES = 1024 ** 2;

/** Reads a file from its beginning, as n8n's file store does. */
async function* opened(path: string): AsyncGenerator<Buffer, undefined> {
	const file = await open(path);
	const stream: AsyncIterable<Buffer> = file.createReadStream({ highWaterMark: CHUNK_BYTES });
	yield* stream;
	return undefined;
}
