import { stat } from 'node:fs/promises';

import type { IBinaryData, INodeExecutionData, IRun } from 'n8n-workflow';

import type { Engine } from '../../n8n/engine/engine.mts';
import type { SimulatedTask, Simulator } from '../../simulator/index.mts';
import { isWholeVideo, paidOfPieces, PIECES } from '../../test/support/pieces.mts';
import { wantedOf, type NamedFault } from './namedFault.mts';
import { isInPieces, lastNodesOf, type Flavour } from './workflows.mts';

/** What a workflow got. */
export type Got = 'video' | 'pieces' | 'wrong file' | 'error' | 'stopped' | 'no end';

/** A row of the table at one of the workflows. */
export interface Row {
	engine: Engine;
	flavour: Flavour;
	simulator: Simulator;
	fault: NamedFault;
}

/** The tasks that were submitted here. */
export const ownTasks = ({ tasks }: Simulator): SimulatedTask[] =>
	[...tasks.values()].filter(({ isForeign }) => !isForeign);

/** All items that the workflow has put out at its end, in all its runs. */
const itemsOf = (flavour: Flavour, { data }: IRun): INodeExecutionData[] =>
	lastNodesOf(flavour)
		.flatMap((name) => data.resultData.runData[name] ?? [])
		.flatMap((run) => run.data?.main[0] ?? []);

/** The files among them. */
export const filesOf = (flavour: Flavour, run: IRun): IBinaryData[] =>
	itemsOf(flavour, run).flatMap(({ binary }) => binary?.data ?? []);

/**
 * What came of a run of a row's workflow.
 *
 * @param wanted how many videos it was to bring
 */
export async function gotOf(
	{ engine, flavour, simulator, fault }: Row,
	run: IRun,
	wanted = wantedOf(fault),
): Promise<Got> {
	const files = filesOf(flavour, run);
	if (isInPieces(flavour)) return await gotWhole(engine, run, files);
	const isThrough = run.data.resultData.error === undefined && files.length > 0;
	if (!isThrough || files.length < wanted) {
		return run.status === 'canceled' ? 'stopped' : 'error';
	}
	const own = new Set(ownTasks(simulator).map(({ id }) => id));
	const ofAnother = ({ json: { taskId } }: INodeExecutionData) =>
		typeof taskId === 'string' && !own.has(taskId);
	if (itemsOf(flavour, run).some(ofAnother)) return 'wrong file';
	const videos = ownTasks(simulator).flatMap(({ resultPath }) => resultPath ?? []);
	const sizes = await Promise.all(videos.map(async (path) => (await stat(path)).size));
	for (const file of files) {
		let bytes = 0;
		for await (const chunk of await engine.readFile(file)) bytes += (chunk as Buffer).length;
		if (!sizes.includes(bytes)) return 'wrong file';
	}
	return 'video';
}

/** The same for a video in pieces: all pictures are there, in their order. */
async function gotWhole(
	engine: Engine,
	run: IRun,
	[file]: IBinaryData[],
): Promise<Got> {
	const isThrough = run.data.resultData.error === undefined && file !== undefined;
	if (!isThrough) return run.status === 'canceled' ? 'stopped' : 'error';
	const chunks: Buffer[] = [];
	for await (const chunk of await engine.readFile(file)) chunks.push(chunk as Buffer);
	return (await isWholeVideo(Buffer.concat(chunks))) ? 'video' : 'wrong file';
}

/** How many edits of a workflow are to be bought. */
export const wantedBy = (flavour: Flavour, fault: NamedFault): number =>
	wantedOf(fault) * (isInPieces(flavour) ? PIECES : 1);

/** Whether something is paid twice: more edits than are wanted, or a piece more than once. */
export const isPaidTwice = ({ flavour, simulator, fault }: Omit<Row, 'engine'>): boolean =>
	paidAt(simulator) > Math.max(1, wantedBy(flavour, fault)) ||
	(isInPieces(flavour) && paidOfPieces(simulator.tasks.values()).some((paid) => paid > 1));

const errorOf = ({ data }: IRun) => {
	const { error, runData, lastNodeExecuted = '' } = data.resultData;
	return error ?? runData[lastNodeExecuted]?.at(-1)?.error;
};

/** The message of the error, or under On Error: Continue that of the first row which has one. */
export function messageOf(run: IRun): string {
	const { runData, lastNodeExecuted = '' } = run.data.resultData;
	const rows = runData[lastNodeExecuted]?.at(-1)?.data?.main[0] ?? [];
	const words = rows.map(({ json }) => json.error).find((error) => typeof error === 'string');
	return errorOf(run)?.message ?? words ?? '';
}

/** What stands below the message of the error. */
export const descriptionOf = (run: IRun) => errorOf(run)?.description ?? '';

/** The spellings of a key that anybody can read. */
const spellingsOf = (key: string) => [
	key,
	encodeURIComponent(key),
	Buffer.from(key).toString('base64'),
	Buffer.from(`Bearer ${key}`).toString('base64'),
];

/** Whether a text holds the key in any of them. */
export const givesKeyAway = (text: string, key: string) =>
	spellingsOf(key).some((spelling) => text.includes(spelling));

/** Edits that are billed and not refunded. */
export const paidAt = ({ ledger }: Simulator) => ledger.billed - ledger.refunded;
