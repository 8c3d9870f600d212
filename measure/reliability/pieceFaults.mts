import { readFileSync } from 'node:fs';

import type { Simulator } from '../../simulator/index.mts';
import { LONG_VIDEOS } from '../../test/support/longVideos.mts';
import { PIECES as COUNT } from '../../test/support/pieces.mts';
import { SOON_MS, SUBMITS } from './endFaults.mts';
import type { NamedFault, Setup } from './namedFault.mts';
import { firstHalfOf, oneTimeLink, withoutReadableIndex } from './sourceFaults.mts';

/** An execution stores four pieces, their edited videos, and the whole, in this order. */
const SECOND_PIECE = 2;
const SECOND_RESULT = 6;
const WHOLE = 9;

const ofStore = (
	name: string,
	file: number,
	happens: NonNullable<NamedFault['store']>['happens'],
): NamedFault => ({ stage: 'Pieces', name, isOnlyInPieces: true, store: { file, happens } });

const inPieces = (name: string, fault: Partial<NamedFault>): NamedFault => ({
	stage: 'Pieces',
	name,
	isOnlyInPieces: true,
	...fault,
});

const long = readFileSync(await LONG_VIDEOS.everySecond(34));

const withSource = (name: string, setup: (simulator: Simulator) => Setup, wanted?: number) =>
	inPieces(name, { setup, ...(wanted !== undefined && { wanted }) });

/** With what follows: a person may get the pieces, or execute the workflow again. */
const stopped = (fault: NamedFault): NamedFault[] => [
	fault,
	{ ...fault, name: `${fault.name}, then executed again`, again: true },
];

/** What can only go wrong with a video that is cut into pieces and joined. */
export const PIECES: NamedFault[] = [
	withSource(
		'a file of which the second half is missing',
		() => ({ content: firstHalfOf(long), hasFile: true }),
		0,
	),
	withSource(
		'a file whose index is damaged',
		() => ({ content: withoutReadableIndex(long), hasFile: true }),
		0,
	),
	withSource('a link that works only once', (simulator) => ({
		longVideoUrl: oneTimeLink(simulator, long),
	})),
	...stopped(ofStore('Stop while the video is cut', SECOND_PIECE, 'Stop')),
	ofStore('the disk is full while the video is cut', SECOND_PIECE, 'the disk is full'),
	ofStore('the disk is full when an edited piece comes', SECOND_RESULT, 'the disk is full'),
	...stopped(ofStore('Stop while the pieces are joined', WHOLE, 'Stop')),
	ofStore('the disk is full while the pieces are joined', WHOLE, 'the disk is full'),
	...stopped(
		inPieces('Stop when two submits are answered and two are not', {
			faults: () => [{ on: 'submit', after: 2, times: 2, action: { kind: 'stall' } }],
			stop: { after: SUBMITS, requests: COUNT },
		}),
	),
	...stopped(
		inPieces('Stop when all submits are on their way', {
			settings: { submitTimeMs: SOON_MS },
			stop: { after: SUBMITS, requests: COUNT },
		}),
	),
	inPieces('HTTP 402 at the third submit', {
		faults: () => [{ on: 'submit', after: 2, action: { kind: 'status', status: 402 } }],
	}),
	inPieces('answers to all submits lost', {
		faults: () => [{ on: 'submit', times: COUNT, action: { kind: 'loseAnswer' } }],
	}),
	inPieces('answers to two submits and to a status check lost', {
		faults: () => [
			{ on: 'submit', after: 1, times: 2, action: { kind: 'loseAnswer' } },
			{ on: 'task', action: { kind: 'loseAnswer' } },
		],
	}),
	inPieces('a task fails, and a status check of another is refused', {
		firstTask: { outcome: 'failed' },
		ofTask: { number: 3, fault: { on: 'task', action: { kind: 'status', status: 401 } } },
	}),
	inPieces('a status check of one is refused, under On Error: Continue', {
		setup: () => ({ continues: true }),
		// The last one: pieces that are not submitted when one fails are not submitted any more.
		ofTask: { number: COUNT, fault: { on: 'task', action: { kind: 'status', status: 402 } } },
	}),
	inPieces('one piece comes back in another size', { firstTask: { resultContent: 'sample' } }),
];
