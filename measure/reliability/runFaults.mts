import { readFileSync } from 'node:fs';

import type { FaultAction, Simulator } from '../../simulator/index.mts';
import type { NamedFault } from './namedFault.mts';

const VIDEOS = 'test/support/videos/odd';

/** What is offered as a video under a name and a label that promise one. */
const servedAs = (content: () => Buffer) => (simulator: Simulator) => ({
	videoUrl: simulator.serveFile('video.mp4', content(), 'video/mp4'),
});

const fileOf = (name: string) => servedAs(() => readFileSync(`${VIDEOS}/${name}`));

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

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));

/** What goes wrong between the items, attempts and nodes of an execution. */
export const RUNS: NamedFault[] = [
	{
		stage: 'Run',
		name: '30 edits at once at a service that takes ten submits a second',
		isOnlyAt: 'apimart',
		rows: rows(30),
		settings: { submitsPerSecond: 10 },
		setup: () => ({ prompt: '"Edit " + $json.row' }),
	},
	{
		stage: 'Run',
		name: 'Batching of five rows, of which n8n cannot resolve the last; then corrected',
		rows: rows(5),
		setup: () => ({
			prompt: '$json.row === 4 ? $("No such node").item.json.x : "Edit " + $json.row',
			batching: { batchSize: 2, batchInterval: 1_000 },
		}),
		corrected: {
			prompt: '"Edit " + $json.row',
			batching: { batchSize: 2, batchInterval: 1_000 },
		},
	},
	{
		stage: 'Run',
		name: 'an Idempotency Key of one’s own for two different rows',
		isOnlyAt: 'apimart',
		rows: rows(2),
		wanted: 0,
		setup: () => ({ prompt: '"Edit " + $json.row', idempotencyKey: 'order-1' }),
	},
	{
		stage: 'Run',
		name: 'an edit that is late, under On Error: Continue',
		isOnlyForNode: true,
		settings: { taskTimeMs: 5_000 },
		setup: () => ({ continues: true, timeoutMinutes: 0.05 }),
	},
	{
		stage: 'Run',
		name: 'two nodes with one node ID',
		isOnlyForNode: true,
		wanted: 2,
		setup: () => ({ isTwice: true }),
	},
];
