import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import type { FaultAction, Simulator } from '../../simulator/index.mts';
import type { Answers } from './answers.mts';
import type { NamedFault } from './namedFault.mts';

const MEGABYTE = 1024 ** 2;

/** A video begins so. */
const BEGINNING = Buffer.from('\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom', 'latin1');

/** More than any video of some seconds has. */
const SWOLLEN_BYTES = 1_200 * MEGABYTE;
const PIECE_BYTES = 16 * MEGABYTE;

/** Little that becomes much: a compressed file may be made of many. */
const bomb = () => {
	const piece = gzipSync(Buffer.alloc(PIECE_BYTES));
	const pieces = Array.from({ length: SWOLLEN_BYTES / PIECE_BYTES }, () => piece);
	return Buffer.concat([gzipSync(BEGINNING), ...pieces]);
};

async function* endless(): AsyncGenerator<Buffer> {
	yield BEGINNING;
	for (;;) {
		yield Buffer.alloc(MEGABYTE);
		await delay(25);
	}
}

const asVideo = (body: string): FaultAction => ({
	kind: 'status',
	status: 200,
	contentType: 'video/mp4',
	body,
});

/** Results that are no video, or no end of one. */
export function resultsAt({ completed }: Answers): NamedFault[] {
	/** A task is said to be completed, with this file as its result. */
	const once = (serve: (simulator: Simulator) => string) => (simulator: Simulator) => [
		{ on: 'task' as const, action: completed(serve(simulator)) },
	];
	return [
		{
			stage: 'Download',
			name: 'playlist, labelled as a video',
			faults: () => [
				{ on: 'result', action: asVideo('#EXTM3U\n#EXTINF:6.0,\npart-1.ts\n#EXT-X-ENDLIST\n') },
			],
		},
		{
			stage: 'Download',
			name: 'plain text, labelled as a video',
			faults: () => [
				{ on: 'result', action: asVideo('This link is being prepared. Come back later.\n') },
			],
		},
		{
			stage: 'Download',
			name: '1 MB, compressed, that becomes 1.2 GB',
			faults: once((simulator) =>
				simulator.serveFile('bomb.mp4', bomb(), 'video/mp4', {
					headers: { 'content-encoding': 'gzip' },
				}),
			),
		},
		{
			stage: 'Download',
			name: 'file without an end',
			faults: once((simulator) =>
				simulator.serveFile('endless.mp4', () => Readable.from(endless()), 'video/mp4'),
			),
		},
	];
}
