import { growthMb } from '../memoryWatch.mts';
import { kilobytes, median } from '../tables.mts';
import type { Row as EngineRow } from './engine/measure.mts';
import type { Way } from './engine/job.mts';
import type { Row as MemoryRow } from './memory/report.mts';
import { NONE } from '../../test/support/polling/tasks.mts';
import type { Polling } from './polling/measure.mts';
import { seconds } from './polling/report.mts';
import type { Weight } from './weight/measure.mts';

const ownPart = (ms: number): string =>
	ms > 0
		? `The requests that this node sends take all but ${ms.toFixed(1)} ms of the difference: it looks at the source, and checks more than once, as it cannot know when a task is done.`
		: 'All of the difference is what its requests take in n8n.';

/** Where this node is not ahead, in sentences that hold for what was measured; none where it is. */
export const notAhead = {
	polling: ({ usual, others }: Polling): string[] => {
		const blind = usual.find(({ shape }) => shape === NONE)!;
		const about = (all: typeof usual) =>
			all.map((o) => `"${o.shape}" (${seconds(o.medianDelayS)}, ${o.questions.toFixed(1)} status checks)`);
		const sooner = others.filter(({ medianDelayS }) => medianDelayS < blind.medianDelayS);
		const without = `${seconds(blind.medianDelayS)} with ${blind.questions.toFixed(1)} status checks`;
		return [
			...sentence(
				`Without progress, the median delay of the default is ${without}. These notice the end sooner, as the option **Poll Interval** can:`,
				sooner.map((o) => `${o.schedule} (${seconds(o.medianDelayS)}, ${o.questions.toFixed(1)} status checks)`),
			),
			...sentence(
				'Progress is believed to some extent, also where it misleads. The median delay is longer than without any progress with',
				about(usual.filter(({ medianDelayS }) => medianDelayS > blind.medianDelayS)),
			),
			...sentence(
				'More status checks than no progress at all cost',
				about(usual.filter(({ questions }) => questions > blind.questions)),
			),
		];
	},

	engine: (rows: EngineRow[], waiting: EngineRow[]): string[] => {
		const of = (way: Way, items: number) => rows.find((row) => row.way === way && row.items === items)!;
		const counts = [...new Set(rows.map(({ items }) => items))];
		const most = Math.max(...counts);
		const [node, byHand, least, bare] = (['node', 'handBuilt', 'least', 'bare'] as const).map((way) => of(way, most));
		const slower = counts.filter((items) => of('node', items).addedS > of('handBuilt', items).addedS);
		const bytes = (way: Way) => waiting.find((row) => row.way === way)!.waitingBytes!;
		return [
			...sentence(
				`The node spreads its status checks, ${node.checksAtOnce} within one second at most for ${most} edits; the hand-built workflow makes up to ${byHand.checksAtOnce}, and may be done sooner as long as the service allows that. After the last task was done, it had all videos sooner with`,
				slower.map((items) => {
					const [ours, theirs] = [of('node', items), of('handBuilt', items)];
					return `${items === 1 ? 'one edit' : `${items} edits`} (${seconds(theirs.addedS)}, this node ${seconds(ours.addedS)})`;
				}),
			),
			...(node.busyMs > bare.busyMs
				? [
						`An edit of ${most} takes ${node.busyMs.toFixed(1)} ms of n8n's JavaScript thread, where bare HTTP requests without n8n take ${bare.busyMs.toFixed(1)} ms. ${ownPart(node.busyMs - least.busyMs)} The figures for a few edits are mostly what the process does by itself meanwhile.`,
					]
				: []),
			...sentence(
				`An edit that waits takes ${kilobytes(bytes('node'))} of memory. Less takes`,
				[
					{ name: 'the hand-built workflow, which keeps only an item for it', way: 'handBuilt' as const },
					{ name: 'the script without n8n', way: 'bare' as const },
				]
					.filter(({ way }) => bytes(way) < bytes('node'))
					.map(({ name, way }) => `${name} (${kilobytes(bytes(way))})`),
			),
		];
	},

	memory: (rows: MemoryRow[]): string[] =>
		sentence(
			'n8n’s HTTP Request node grew by less memory with',
			rows
				.filter(({ memory }) => growthMb(memory.httpRequest!) < growthMb(memory.node!))
				.map(({ what, atOnce, memory: { node, httpRequest } }) => {
					const mb = [httpRequest!, node!].map((each) => growthMb(each).toFixed(0));
					return `${what}, ${atOnce} at once (${mb[0]} MB, this node ${mb[1]} MB)`;
				}),
		),

	weight: ([ours, ...others]: Weight[]): string[] => [
		...sentence(
			`The package is ${kilobytes(ours.packed!.packedBytes)} large, as it reads, cuts and joins videos without a library. Smaller are`,
			others
				.filter(({ packed }) => packed && packed.packedBytes < ours.packed!.packedBytes)
				.map(({ name, packed }) => `${name} (${kilobytes(packed!.packedBytes)})`),
		),
		...sentence(
			`It is loaded in ${median(ours.loadMs).toFixed(0)} ms. Sooner loaded are`,
			others
				.filter(({ loadMs }) => median(loadMs) < median(ours.loadMs))
				.map(({ name, loadMs }) => `${name} (${median(loadMs).toFixed(0)} ms)`),
		),
	],
};

/** A sentence that ends with a list, unless the list is empty. */
const sentence = (beginning: string, list: string[]): string[] =>
	list.length === 0 ? [] : [`${beginning} ${new Intl.ListFormat('en-GB').format(list)}.`];
