import type { NamedFault } from './namedFault.mts';

const SUBMITS = /^\/v1\/videos|\/video-synthesis$/;

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

/** What can only go wrong with a video that is cut into pieces and joined. */
export const PIECES: NamedFault[] = [
	ofStore('Stop while the video is cut', SECOND_PIECE, 'Stop'),
	ofStore('the disk is full while the video is cut', SECOND_PIECE, 'the disk is full'),
	ofStore('the disk is full when an edited piece comes', SECOND_RESULT, 'the disk is full'),
	ofStore('Stop while the pieces are joined', WHOLE, 'Stop'),
	ofStore('the disk is full while the pieces are joined', WHOLE, 'the disk is full'),
	inPieces('Stop between two submits', { stop: { after: SUBMITS, ms: 50 } }),
	inPieces('Stop between two submits that take long', {
		settings: { submitTimeMs: 6_000 },
		stop: { after: SUBMITS, ms: 3_000 },
	}),
	inPieces('HTTP 402 at the third submit', {
		faults: () => [{ on: 'submit', after: 2, action: { kind: 'status', status: 402 } }],
	}),
	inPieces('answers to all submits lost', {
		faults: () => [{ on: 'submit', times: 4, action: { kind: 'loseAnswer' } }],
	}),
	inPieces('answers to two submits and to a status check lost', {
		faults: () => [
			{ on: 'submit', after: 1, times: 2, action: { kind: 'loseAnswer' } },
			{ on: 'task', action: { kind: 'loseAnswer' } },
		],
	}),
	inPieces('a task fails, and a status check of another is refused', {
		firstTask: { outcome: 'failed' },
		faults: () => [{ on: 'task', after: 2, action: { kind: 'status', status: 401 } }],
	}),
	inPieces('one piece comes back in another size', { firstTask: { resultContent: 'sample' } }),
];
