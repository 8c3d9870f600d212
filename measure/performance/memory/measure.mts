import { statSync } from 'node:fs';
import { join } from 'node:path';

import { inFreshProcess } from '../../freshProcess.mts';
import { growthMb, MB, type Memory } from '../../memoryWatch.mts';
import { packInto } from '../packedPackage.mts';
import { writeBigVideo } from './bigVideo.mts';
import { startHost, type Host } from './host.mts';
import type { Measurement, Source, Way } from './measurement.mts';
import type { Row } from './report.mts';

const SIZES_MB = [10, 100, 500];
const SOURCE_MB = 100;
const BEFORE_MB = 10;
const AT_ONCE = [1, 4];
const SCRIPT = join(import.meta.dirname, 'measured.mts');

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
 * @param runs how often each figure is measured, of which the greatest counts
 * @param only the rows whose description holds this text
 */
export async function measureFiles(folder: string, runs: number, only: string): Promise<Row[]> {
	const host = await startHost();
	try {
		const { folder: packageFolder } = packInto(folder, join(process.cwd(), 'node_modules'));
		const common = { service: host.service, packageFolder };
		const plans = [...downloads(host), ...(await sources(folder))];
		const rows: Row[] = [];
		for (const { what, atOnce, ways, file, before } of plans) {
			if (!what.includes(only)) continue;
			const row: Row = { what, kind: file.kind, atOnce, memory: {} };
			for (const way of ways) {
				const all: Memory[] = [];
				for (let run = 0; run < runs; run++) {
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
function downloads(host: Host): Plan[] {
	// No measured file has this size, for each has a task of its own.
	const before = host.offerResult(BEFORE_MB * MB + 1);
	return SIZES_MB.flatMap((size) => {
		const file = host.offerResult(size * MB);
		return AT_ONCE.map((atOnce) => ({
			what: `${size} MB`,
			atOnce,
			ways: ['node' as const, 'httpRequest' as const, 'buffer' as const],
			file,
			before,
		}));
	});
}

/** Videos of the binary store for the service. */
async function sources(folder: string): Promise<Plan[]> {
	const video = async (sizeMb: number, index: 'front' | 'end') => {
		const path = join(folder, `${sizeMb}-${index}.mp4`);
		await writeBigVideo(path, sizeMb * MB, index);
		return { kind: 'source' as Source['kind'], path, bytes: statSync(path).size };
	};
	const before = await video(BEFORE_MB, 'end');
	const plans: Plan[] = [];
	for (const index of ['front', 'end'] as const) {
		const file = await video(SOURCE_MB, index);
		for (const atOnce of AT_ONCE) {
			const what = `${SOURCE_MB} MB, index at the ${index}`;
			plans.push({ what, atOnce, ways: ['node', 'httpRequest', 'buffer', 'base64'], file, before });
			if (index === 'front') continue;
			plans.push({
				what: `${SOURCE_MB} MB, Model Studio`,
				atOnce,
				ways: ['node', 'httpRequest', 'form'],
				file: { ...file, kind: 'upload' },
				before: { ...before, kind: 'upload' },
			});
		}
	}
	return plans;
}
