import { Engine } from '../../n8n/engine/engine.mts';
import { watchLog } from '../../test/support/loggedTasks.mts';
import { bringN8nsOwnNodes, n8nsOwnNodes } from '../n8nsOwnNodes.mts';
import { faultsAt } from './faults.mts';
import type { ServiceName } from './answers.mts';
import { canBeInPieces, nameOf, type NamedFault } from './namedFault.mts';
import { oneEdit } from './oneEdit.mts';
import type { Row } from './totals.mts';
import { isInPieces, NODE_AT, PIECES_AT, serviceOf, type Flavour } from './workflows.mts';

/** Which rows of the table are measured. */
export interface Wanted {
	services: ServiceName[];
	/** By the text of the first column. */
	isWanted: (name: string, retryOnFail: boolean) => boolean;
	/** Whether only videos in pieces are edited. */
	isOnlyPieces: boolean;
}

const NO_FAULT: NamedFault = { stage: 'Submit', name: 'none' };

/** Edits that run at the same time. To cut and to join is work. */
const ROWS_AT_ONCE = 60;
const IN_PIECES_AT_ONCE = 20;

interface Job {
	fault: NamedFault;
	retryOnFail: boolean;
	flavour: Flavour;
}

/** Runs all edits of the fault table. @returns its rows, in order */
export async function measureTable(wanted: Wanted): Promise<Row[]> {
	await bringN8nsOwnNodes();
	const engine = await Engine.start(process.cwd(), [n8nsOwnNodes()]);
	watchLog();
	const jobs = wanted.services.flatMap((service) => jobsAt(service, wanted));
	const rows = rowsOf(jobs);
	let done = 0;
	const work = async ({ fault, retryOnFail, flavour }: Job) => {
		const result = await oneEdit(engine, flavour, fault, retryOnFail);
		rows.get(keyOf(fault, retryOnFail))!.results[flavour] = result;
		progress(++done, jobs.length);
	};
	// The first edit of each workflow loads what it needs.
	for (const flavour of new Set(jobs.map((job) => job.flavour))) {
		await oneEdit(engine, flavour, NO_FAULT, false);
	}
	// The clock of the machine is everybody's, so these edits are alone.
	const alone = ({ fault }: Job) => fault.clockJumpMs !== undefined;
	const others = jobs.filter((job) => !alone(job));
	const whole = others.filter(({ flavour }) => !isInPieces(flavour));
	const inPieces = others.filter(({ flavour }) => isInPieces(flavour));
	await Promise.all([
		sideBySide(whole, ROWS_AT_ONCE, work),
		sideBySide(inPieces, IN_PIECES_AT_ONCE, work),
	]);
	for (const job of jobs.filter(alone)) await work(job);
	await engine.stop();
	return [...rows.values()];
}

async function sideBySide(
	jobs: Job[],
	atOnce: number,
	work: (job: Job) => Promise<void>,
): Promise<void> {
	const queue = [...jobs];
	const lane = async () => {
		for (let job = queue.pop(); job; job = queue.pop()) await work(job);
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Everything that is to run at a service. */
function jobsAt(service: ServiceName, { isWanted, isOnlyPieces }: Wanted): Job[] {
	return faultsAt(service).flatMap((fault) =>
		[false, true]
			.filter((retryOnFail) => isWanted(nameOf(fault), retryOnFail))
			.flatMap((retryOnFail) =>
				flavoursOf(fault, service, isOnlyPieces).map((flavour) => ({
					fault,
					retryOnFail,
					flavour,
				})),
			),
	);
}

function flavoursOf(fault: NamedFault, service: ServiceName, isOnlyPieces: boolean): Flavour[] {
	const pieces = canBeInPieces(fault) ? [PIECES_AT[service]] : [];
	if (isOnlyPieces || fault.isOnlyInPieces) return pieces;
	const hasHandBuilt = service === serviceOf('handBuilt') && !fault.isOnlyForNode;
	return [NODE_AT[service], ...(hasHandBuilt ? (['handBuilt'] as const) : []), ...pieces];
}

/** The rows are in order, whichever edit ends first: those without Retry On Fail, then those with it. */
function rowsOf(jobs: Job[]): Map<string, Row> {
	const inOrder = [...jobs].sort(
		(one, other) => Number(one.retryOnFail) - Number(other.retryOnFail),
	);
	return new Map(
		inOrder.map(({ fault, retryOnFail }) => [
			keyOf(fault, retryOnFail),
			{ fault, retryOnFail, results: {} },
		]),
	);
}

const keyOf = (fault: NamedFault, retryOnFail: boolean): string =>
	`${nameOf(fault)} ${retryOnFail}`;

function progress(done: number, all: number): void {
	if (done % Math.ceil(all / 20) === 0 || done === all) console.error(`${done} of ${all} edits`);
}
