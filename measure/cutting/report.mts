import { table } from '../tables.mts';
import { BIG_S } from './bigVideo.mts';
import { LENGTH_S, type Outcome, type OutcomeRow } from './outcome.mts';
import { totalS, type Side, type SpeedRow } from './speed.mts';

/** Cutting and joining may take less than this, in seconds. */
export const MOST_S = 2;

/** The node may grow by less than this, in MB. */
export const MOST_GROWTH_MB = 64;

/**
 * The text of docs/measured/cutting.md.
 *
 * @param about where, when and with what it was measured
 */
export const report = (about: string, speed: SpeedRow[], outcomes: OutcomeRow[]): string => `# Cutting and joining

${about}

How **Edit in Pieces and Join** handles files, without the edits between: the node cuts a video into pieces of up to ten
seconds, and joins them with the sound of the source. Nothing is encoded anew. Beside it, in the same run, ffmpeg cuts the
same video at the same places (\`-c copy -f segment\`) and joins its pieces (\`-f concat -c copy\`).

## Time and memory

A video of ${BIG_S} s, with a key frame each second, B-frames and AAC sound, at several bit rates. The node works in a
process of its own that has cut and joined a small video before; files are read as n8n's file store gives them, from
their beginning. Times are by the clock, from the first byte read to the last one written, of the run whose whole time
is the median of ${speed[0].runs}. Memory is the most of all runs, as counted by the operating system (resident size): by
how much the node's process grew, and how large ffmpeg's was.

${table(
	[
		...['File', 'Pieces', 'This node: cut, join', 'in all', 'ffmpeg: cut, join', 'in all'],
		...['This node: memory', 'ffmpeg: memory'],
	],
	speed.map(({ megabytes, pieces, node, ffmpeg }) => [
		`${megabytes} MB`,
		pieces,
		times(node),
		seconds(totalS(node)),
		times(ffmpeg),
		seconds(totalS(ffmpeg)),
		`+${node.mb.toFixed(0)} MB`,
		ffmpeg.mb > 0 ? `${ffmpeg.mb.toFixed(0)} MB` : '',
	]),
)}

What is aimed at is less than ${MOST_S} s and less than ${MOST_GROWTH_MB} MB, whatever the size. ${missed(speed)}

## What comes out

Videos of ${LENGTH_S} s of many [kinds](../../test/support/longVideos.mts), each cut and joined. ffmpeg decodes every picture
of the pieces and of the joined file, and the sound. **The same** means: each picture of the source once, in its order
and to the bit, and no other one; for the joined file also each picture at its time, the same length, rotation and
sound, to the bit, and not a word from ffmpeg and ffprobe.

${table(
	['Video', 'Pieces', 'This node: pieces', 'This node: joined', 'ffmpeg: pieces', 'ffmpeg: joined'],
	outcomes.map(({ name, pieces, node, ffmpeg }) => [
		`\`${name}\``,
		pieces,
		inPieces(node),
		words(node.joined),
		inPieces(ffmpeg),
		words(ffmpeg.joined),
	]),
)}

A warning about a piece of \`openGop\`, if there is one, is about a picture that is left out, as it is shown before the
piece begins, and that the encoder says is not needed any more.
`;

/** Whether the node does what is aimed at. */
export const isWithin = ({ node }: SpeedRow): boolean =>
	totalS(node) < MOST_S && node.mb < MOST_GROWTH_MB;

export const isSame = ({ pieces, joined }: Outcome): boolean =>
	pieces.length === 0 && joined.length === 0;

const times = (side: Side) => `${seconds(side.cutS)}, ${seconds(side.joinS)}`;
const seconds = (value: number) => `${value.toFixed(2)} s`;

const inPieces = ({ pieces, said }: Outcome) =>
	words(pieces) + (said > 0 ? `, with ${said} warnings` : '');

const words = (differences: string[]) => differences.join(', ') || 'the same';

function missed(rows: SpeedRow[]): string {
	const sizes = rows.filter((row) => !isWithin(row)).map(({ megabytes }) => `${megabytes} MB`);
	return sizes.length > 0 ? `Missed with ${sizes.join(', ')}.` : 'All of it is kept.';
}
