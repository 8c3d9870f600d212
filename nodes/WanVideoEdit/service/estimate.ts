import { resolutionOf, type Edit } from '../checks/edit';
import {
	isTaken,
	lengthsOf,
	LONGEST_TAKEN_S,
	TOLERANCE_S,
	type ProbeResult,
} from '../checks/videoLimits';
import type { Price } from './price';

/** What is known of an edit before it is bought: how much of a video it is, and what that costs. */
export interface Estimate {
	/** How many edits are to be bought. */
	edits: number;
	resolution: '720P' | '1080P';
	/** Of the source; `undefined` when it is not known how long it is, here and below. */
	videoSeconds?: number;
	/** Of the edited video. */
	editSeconds?: number;
	/** `undefined` when nobody says what a second costs. */
	price?: Price;
	/** In USD, as the service bills, as far as that is known. */
	costUsd?: number;
	/** The seconds that are billed if those of the source are, too; of a video of unknown length, those of the longest one. */
	billedAtMostS: number;
	/** The same in USD. */
	costAtMostUsd?: number;
}

/** What the estimate of an edit goes by. */
interface Known {
	/** What is in the video, if it was probed. */
	probed?: ProbeResult;
	/** What a second costs in the edit's resolution, if somebody says it. */
	price?: Price;
	/** Whether the service is known to bill the seconds of the source, too. */
	billsSource?: boolean;
}

/** Estimates what an edit costs. Nobody knows whether each service bills the seconds of the source, too (API §5). */
export function estimateOf(
	edit: Pick<Edit, 'resolution' | 'durationS'>,
	{ probed, price, billsSource = false }: Known,
): Estimate {
	const lengths = (probed && lengthsOf(probed)) ?? [];
	const videoSeconds = hundredths(lengthTaken(lengths));
	const atMostS = hundredths(longestOf(lengths));
	const duration = edit.durationS || undefined;
	const editSeconds = duration ?? videoSeconds;
	const billedS = billsSource ? plus(videoSeconds, editSeconds) : editSeconds;
	const billedAtMostS = (duration ?? atMostS) + atMostS;
	return {
		edits: 1,
		resolution: resolutionOf(edit),
		videoSeconds,
		editSeconds,
		price,
		costUsd: costOf(billedS, price),
		billedAtMostS,
		costAtMostUsd: costOf(billedAtMostS, price),
	};
}

/**
 * What several edits cost together, those of the pieces of a video.
 *
 * @param videoSeconds how long that is
 */
export function sumOfEstimates(pieces: Estimate[], videoSeconds?: number): Estimate {
	const [{ resolution, price }] = pieces;
	const total = (values: Array<number | undefined>) => {
		const sum = values.reduce(plus);
		return sum === undefined ? undefined : Math.round(sum * 10_000) / 10_000;
	};
	return {
		edits: pieces.length,
		resolution,
		price,
		videoSeconds: hundredths(videoSeconds),
		editSeconds: hundredths(total(pieces.map(({ editSeconds }) => editSeconds))),
		costUsd: total(pieces.map(({ costUsd }) => costUsd)),
		billedAtMostS: pieces.reduce((sum, { billedAtMostS }) => sum + billedAtMostS, 0),
		costAtMostUsd: total(pieces.map(({ costAtMostUsd }) => costAtMostUsd)),
	};
}

/** The first length that the model takes: a file that contradicts itself may have others. */
const lengthTaken = (lengths: number[]) => lengths.find(isTaken);

/** Sound often goes on a little longer than the pictures; what contradicts itself further may be taken for the longest. */
function longestOf(lengths: number[]): number {
	const length = lengthTaken(lengths);
	if (length === undefined) return LONGEST_TAKEN_S;
	const longest = Math.max(...lengths);
	// Of a longer video, the service takes no more.
	return longest - length <= TOLERANCE_S ? length : Math.min(longest, LONGEST_TAKEN_S);
}

/** As services count (Model Studio, check). */
const hundredths = <S extends number | undefined>(seconds: S) =>
	(seconds === undefined ? undefined : Math.round(seconds * 100) / 100) as S;

const plus = (one?: number, other?: number) =>
	one === undefined || other === undefined ? undefined : one + other;

/** What seconds cost, in USD, without the dust of binary fractions; `undefined` when one of both is not known. */
export const costOf = (seconds?: number, price?: Price) =>
	seconds === undefined || price === undefined
		? undefined
		: Math.round(seconds * price.usdPerSecond * 10_000) / 10_000;
