import type { Measurement, Memory, Way } from './measurement.mts';

/** Files of one size, moved at the same time in each way. */
export interface Row {
	what: string;
	kind: Measurement['file']['kind'];
	atOnce: number;
	memory: Partial<Record<Way, Memory>>;
}

/** The node may grow by less than this, in MB. */
export const MOST_GROWTH_MB = 32;

export const growthMb = ({ beforeMb, peakMb }: Memory): number => peakMb - beforeMb;

/** Writes docs/memory.md. */
export const report = (rows: Row[], runs: number): string => `# Memory

Made by \`npm run bench:memory\`, not typed. Each figure is of a process of its own (Node.js ${process.versions.node}), in
which n8n's own engine has moved one file of 10 MB and then moves the files of the row. It says by how many MB
the process then grew, and in brackets its size before and at the peak: the greatest of ${runs} runs, by what the
operating system counts (resident size).

A stream costs some memory whatever its length: Node.js lets used pieces lie until there are 32 MB of them before
it clears them away. Part of that is in the size before already.

## Downloads

The edited video goes into n8n's binary store. **One buffer** is a node that asks for the file as a buffer and
stores that, as many nodes do.

${table(
	rows.filter(({ kind }) => kind === 'result'),
	{ node: 'This node', httpRequest: 'HTTP Request node', buffer: 'One buffer' },
)}

## Videos as files

A video of the binary store goes to the service. This node reads it (hash, container), gives the service a link,
and n8n's server in the same process hands the file out under it. The others upload it, which this service does not
even offer: n8n's HTTP Request node, a node that reads the file as a buffer, and one that sends it as base64 text
within JSON.

${table(
	rows.filter(({ kind }) => kind === 'source'),
	{
		node: 'This node',
		httpRequest: 'HTTP Request node',
		buffer: 'One buffer',
		base64: 'Base64',
	},
)}
`;

function table(rows: Row[], ways: Partial<Record<Way, string>>): string {
	const names = Object.keys(ways) as Way[];
	const lines = rows.map(({ what, atOnce, memory }) => [
		what,
		String(atOnce),
		...names.map((way) => cell(memory[way]!)),
	]);
	const head = ['File', 'At once', ...Object.values(ways)];
	return [head, head.map(() => '---'), ...lines]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

const cell = (memory: Memory) =>
	`+${growthMb(memory).toFixed(0)} (${memory.beforeMb.toFixed(0)} → ${memory.peakMb.toFixed(0)})`;
