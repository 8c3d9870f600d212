import { statSync } from 'node:fs';
import { join } from 'node:path';

import { inFreshProcess } from '../../freshProcess.mts';
import { growthMb, MB, type Memory } from '../../memoryWatch.mts';
import { packInto } from '../packedPackage.mts';
import { writeBigVideo } from './bigVideo.mts';
import { startHost, type Host } from './host.mts';
import type { Measurement, Source, Way } from './measurement.mts';
import type { Row } from './report.mts';

const BEFORE_MB = 10;
const SCRIPT = join(import.meta.dirname, 'measured.mts');

/** What is to be measured. */
export interface Size {
	/** Of edited videos that are downloaded. */
	resultsMb: number[];
	/** Of a video that goes to the service. */
	sourceMb: number;
	/** Where its index may lie. */
	indexes: Array<'front' | 'end'>;
	/** How many files are moved at the same time, each number in a row of its own. */
	atOnce: number[];
	/** How often each figure is measured, of which the greatest counts. */
	runs: number;
	/** Only the rows whose description holds this text. */
	only?: string;
}

type Files = Pick<Measurement, 'file' | 'before'>;

/** A row that is to be measured. */
interface Plan extends Files {
	what: string;
	atOnce: number;
	ways: Way[];
}

/**
 * Moves files in every way, each time in a process of its own.
 *
 * @param folder an empty one
 */
export async function measureFiles(folder: string, size: Size): Promise<Row[]> {
	const host = await startHost();
	try {
		const { folder: packageFolder } = packInto(folder, join(process.cwd(), 'node_modules'));
		const common = { service: host.service, packageFolder };
		const plans = [...downloads(host, size), ...(await sources(folder, size))];
		const rows: Row[] = [];
		for (const { what, atOnce, ways, file, before } of plans) {
			if (!what.includes(size.only ?? '')) continue;
			const row: Row = { what, kind: file.kind, atOnce, memory: {} };
			for (const way of ways) {
				const all: Memory[] = [];
				for (let run = 0; run < size.runs; run++) {
					const job: Measurement = { way, atOnce, file, before, ...common };
					all.push(await inFreshProcess<Memory>(SCRIPT, job, { TMPDIR: folder }));
				}
				row.memory[way] = greatest(all);
				console.log(`${what}, ${atOnce} at once, ${way}: ${all.map(shown).join(', ')}`);
			}
			rows.push(row);
		}
		return rows;
	} finally {
		await host.close();
	}
}

function greatest(all: Memory[]): Memory {
	return all.reduce((a, b) => (growthMb(b) > growthMb(a) ? b : a));
}

function shown(memory: Memory): string {
	return `+${growthMb(memory).toFixed(1)} MB`;
}

/** A download of results. */
function downloads(host: Host, { resultsMb, atOnce }: Size): Plan[] {
	// No measured file has this size, for each has a task of its own.
	const before = host.offerResult(BEFORE_MB * MB + 1);
	return resultsMb.flatMap((size) => {
		const file = host.offerResult(size * MB);
		return atOnce.map((number) => ({
			what: `${size} MB`,
			atOnce: number,
			ways: ['node' as const, 'httpRequest' as const, 'buffer' as const],
			file,
			before,
		}));
	});
}

/** Videos of the binary store for the service. */
async function sources(folder: string, size: Size): Promise<Plan[]> {
	const { sourceMb, indexes } = size;
	const video = async (sizeMb: number, index: 'front' | 'end') => {
		const path = join(folder, `${sizeMb}-${index}.mp4`);
		await writeBigVideo(path, sizeMb * MB, index);
		return { kind: 'source' as Source['kind'], path, bytes: statSync(path).size };
	};
	const before = await video(BEFORE_MB, 'end');
	const plans: Plan[] = [];
	for (const index of indexes) {
		const file = await video(sourceMb, index);
		for (const atOnce of size.atOnce) {
			const what = `${sourceMb} MB, index at the ${index}`;
			plans.push({ what, atOnce, ways: ['node', 'httpRequest', 'buffer', 'base64'], file, before });
			if (index === 'front') continue;
			plans.push({
				what: `${sourceMb} MB, Model Studio`,
				atOnce,
				ways: ['node', 'httpRequest', 'form'],
				file: { ...file, kind: 'upload' },
				before: { ...before, kind: 'upload' },
			});
		}
	}
	return plans;
}
