import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** What n8n gives and takes as a stream. */
export type Stream = Exclude<
	Parameters<IExecuteSingleFunctions['helpers']['prepareBinaryData']>[0],
	Buffer
>;

/** Any stream that is there, or nothing of it but its class. */
export type LikeStream = object;

/**
 * Makes a stream for n8n. Node code may not import Node's streams, but the class of one that is there makes
 * others.
 */
export function streamOf(chunks: AsyncIterable<Uint8Array>, { constructor }: LikeStream): Stream {
	const { from } = constructor as unknown as {
		from(this: void, chunks: AsyncIterable<Uint8Array>): Stream;
	};
	return from(chunks);
}
