import { growthMb, type Memory } from '../../memoryWatch.mts';
import { table } from '../../tables.mts';
import type { Measurement, Way } from './measurement.mts';

/** Files of one size, moved at the same time in each way. */
export interface Row {
	what: string;
	kind: Measurement['file']['kind'];
	atOnce: number;
	memory: Partial<Record<Way, Memory>>;
}

/** The node may grow by less than this, in MB. */
const MOST_GROWTH_MB = 32;

/** In words, where the node grew by more than it may. */
export const problemsOf = (rows: Row[]): string[] =>
	rows
		.filter(({ memory }) => !(growthMb(memory.node!) < MOST_GROWTH_MB))
		.map(({ what, atOnce, memory }) => {
			const grownMb = growthMb(memory.node!).toFixed(1);
			return `${what}, ${atOnce} at once: the node grew by ${grownMb} MB, ${MOST_GROWTH_MB} MB are too much`;
		});

/** The part of docs/measured/performance.md about the memory that files take. */
export const report = (rows: Row[], runs: number): string => `## Memory of files

Each figure comes from a separate process, in which n8n's own engine has moved one file of 10 MB and then moves the
files of the row. It says by how many MB the process grew, and in brackets its size before and at the peak: the largest
of ${runs} runs, as counted by the operating system (resident size).

A stream costs some memory whatever its length: Node.js collects up to 32 MB of used pieces before it clears them
away. Part of that is already in the size before.

### Downloads

The edited video is saved in n8n's file store. **One buffer** is a node that requests the file as a buffer and stores
that, as many nodes do.

${tableOf(
	rows.filter(({ kind }) => kind === 'result'),
	{ node: 'This node', httpRequest: 'HTTP Request node', buffer: 'One buffer' },
)}

### Videos as files

A video from n8n's file store goes to the service. This node reads it (hash, container) and gives the service a link,
from which n8n's server, in the same process, serves the file. The others upload the file, which this service does not
even offer: n8n's HTTP Request node, a node that reads the file as a buffer, and one that sends it as base64 text
within JSON.

${tableOf(
	rows.filter(({ kind }) => kind === 'source'),
	{
		node: 'This node',
		httpRequest: 'HTTP Request node',
		buffer: 'One buffer',
		base64: 'Base64',
	},
)}

### Videos by upload

The same, but the service is Model Studio, which takes the file itself: this node reads it and uploads it in a form,
piece by piece. The others upload it to a host that keeps nothing: n8n's HTTP Request node as "Form-Data", and a node
that puts the file into a \`FormData\` as a \`Blob\`.

${tableOf(
	rows.filter(({ kind }) => kind === 'upload'),
	{ node: 'This node', httpRequest: 'HTTP Request node', form: 'One form' },
)}`;

function tableOf(rows: Row[], ways: Partial<Record<Way, string>>): string {
	const names = Object.keys(ways) as Way[];
	return table(
		['File', 'At once', ...Object.values(ways)],
		rows.map(({ what, atOnce, memory }) => [
			what,
			atOnce,
			...names.map((way) => cell(memory[way]!)),
		]),
	);
}

const cell = (memory: Memory) =>
	`+${growthMb(memory).toFixed(0)} (${memory.beforeMb.toFixed(0)} → ${memory.peakMb.toFixed(0)})`;
