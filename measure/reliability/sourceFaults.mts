import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import type { FaultAction, Simulator } from '../../simulator/index.mts';
import { ODD_VIDEOS, SAMPLE_PATH } from '../../test/support/media.mts';
import type { NamedFault } from './namedFault.mts';

/** What is offered as a video under a name and a label that promise one. */
const servedAs = (content: () => Buffer) => (simulator: Simulator) => ({
	videoUrl: simulator.serveFile('video.mp4', content(), 'video/mp4'),
});

const fileOf = (name: string) => servedAs(() => readFileSync(join(ODD_VIDEOS, name)));

const sample = () => readFileSync(SAMPLE_PATH);

/** What an upload leaves that broke off. */
export const firstHalfOf = (video: Buffer): Buffer => video.subarray(0, video.length / 2);

/** A bad sector: its index is there, and nobody can read it. */
export function withoutReadableIndex(video: Buffer): Buffer {
	const damaged = Buffer.from(video);
	const at = damaged.indexOf('moov', 0, 'latin1') + 4;
	return damaged.fill(0xff, at, at + 64);
}

/** A link that works for one request, whoever makes it. */
export function oneTimeLink(simulator: Simulator, content: Buffer): string {
	const name = 'once.mp4';
	const open = () => {
		simulator.serveFile(name, Buffer.from('Not found'), 'text/plain', { status: 404 });
		return Readable.from([content], { objectMode: false });
	};
	return simulator.serveFile(name, open, 'video/mp4');
}

const PLAYLIST = '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.0,\npart-1.ts\n#EXT-X-ENDLIST\n';

/** An object store says so of a signed link after its time. */
const EXPIRED: FaultAction = {
	kind: 'status',
	status: 400,
	contentType: 'application/xml',
	body: '<?xml version="1.0"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>',
};

/** Sources that are odd, or none for this model: of those nothing is to be bought. */
export const SOURCES: NamedFault[] = [
	{
		stage: 'Source',
		name: 'one byte of the index says two billion pictures',
		setup: fileOf('index_stts_one_byte.mp4'),
	},
	{
		stage: 'Source',
		name: 'one byte of the index says two billion pictures, in a table that players skip',
		setup: fileOf('index_ctts_one_byte.mp4'),
	},
	{
		stage: 'Source',
		name: '34 s, of which the index has 5 and fragments have the rest',
		wanted: 0,
		setup: fileOf('hybrid_first5s_of34s.mp4'),
	},
	...(
		[
			['a video of which the second half is missing', firstHalfOf],
			['a video whose index is damaged', withoutReadableIndex],
		] as const
	).flatMap(([name, damaged]): NamedFault[] => [
		{ stage: 'Source', name, wanted: 0, setup: servedAs(() => damaged(sample())) },
		{
			stage: 'Source',
			name: `${name}, as a file`,
			isOnlyForNode: true,
			wanted: 0,
			setup: () => ({ hasFile: true, content: damaged(sample()) }),
		},
	]),
	{
		stage: 'Source',
		name: 'a link that works only once',
		setup: (simulator) => ({ videoUrl: oneTimeLink(simulator, sample()) }),
	},
	{
		stage: 'Source',
		name: 'a link that works only once, with Check Source off',
		isOnlyForNode: true,
		setup: (simulator) => ({
			videoUrl: oneTimeLink(simulator, sample()),
			checksSource: false,
		}),
	},
	{
		stage: 'Source',
		name: 'a playlist, labelled as a video',
		wanted: 0,
		setup: servedAs(() => Buffer.from(PLAYLIST)),
	},
	{
		stage: 'Source',
		name: 'an expired link of an object store (HTTP 400)',
		wanted: 0,
		lasts: true,
		faults: () => [
			{ on: 'look', times: Infinity, action: EXPIRED },
			{ on: 'source', times: Infinity, action: EXPIRED },
		],
	},
	{
		stage: 'Source',
		name: 'an empty cell for the prompt, so that the service would choose a style',
		wanted: 0,
		rows: [{}],
		setup: () => ({ prompt: '$json.prompt' }),
	},
];

