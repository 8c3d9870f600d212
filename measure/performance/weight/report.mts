import { kilobytes, median, table } from '../../tables.mts';
import type { Weight } from './measure.mts';

/** The part of docs/measured/performance.md about the weight of the package. */
export const report = (weights: Weight[]): string => `## Weight

The package as users install it, compared with three others for video services from the npm registry and with n8n's own
HTTP Request node. Loading is what n8n's start waits for: the node's file with everything it needs, in a separate
process, ${weights[0].loadMs.length} times each, in turns. What Submit Edit does is loaded later, by its first item: that takes
${median(weights[0].operationMs).toFixed(0)} ms more, once in each n8n process.

${table(
	['Package', 'Tarball', 'Unpacked', 'Files', 'Loading: median', 'shortest–longest'],
	weights.map(rowOf),
)}`;

const rowOf = ({ name, packed, loadMs }: Weight) => [
	name,
	packed ? kilobytes(packed.packedBytes) : '–',
	packed ? kilobytes(packed.unpackedBytes) : '–',
	packed?.files ?? '–',
	`${median(loadMs).toFixed(0)} ms`,
	`${Math.min(...loadMs).toFixed(0)}–${Math.max(...loadMs).toFixed(0)} ms`,
];
