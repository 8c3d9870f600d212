import type {
	RecordedRequest,
	Resolution,
	SimulatedTask,
	Simulator,
} from '../../../simulator/index.mts';
import type { LimitStory, Prices, WantedEdit } from './limitStories.mts';

/** Of a video that is not probed, nobody knows more than that the model takes none that is longer. */
const LONGEST_S = 10.1;

/** What is in force in an execution. */
export interface Terms {
	/** Infinity = none, here and below. */
	editLimit: number;
	costLimit: number;
	/** In the credential. */
	price?: Prices;
}

/** What a pass of the node has left behind, as the executions list shows it. */
export interface Pass {
	/** The texts of its errors, in the execution or in rows. */
	errors: string[];
	/** What its rows say of each task that is done, by ID: what it cost, or how many seconds are billed. */
	done: Map<string, { cost?: number; billedSeconds?: number }>;
}

interface Bought {
	pass: number;
	item: number;
	task: SimulatedTask;
}

const LIMIT_ERROR = /but Edit Limit is|but Cost Limit \(USD\) is|Cost Limit \(USD\) is set, but/;

/** Whether a message says that a limit has kept the node from buying. */
export const isOfLimit = (message: string): boolean => LIMIT_ERROR.test(message);

/** The prompt tells which item of which pass an edit is. */
export const promptOf = (pass: number, item: number): string => `pass ${pass}, item ${item}`;

/** The prompt of a submit, in the shape of either API. */
function promptIn(body: unknown): string | undefined {
	const { prompt, input } = (body ?? {}) as { prompt?: string; input?: { prompt?: string } };
	return prompt ?? input?.prompt;
}

/** Sums of binary fractions differ by less. */
const DUST_USD = 5e-6;

const toHundredthOfCent = (usd: number) => Math.round(usd * 10_000) / 10_000;
const sum = (all: number[]) => all.reduce((one, other) => one + other, 0);

/**
 * Judges, from a story and from what the service has in its books alone, whether a node keeps to its limits. Where
 * nobody but the node can know what it has been told by then, it gives the node the benefit of the doubt.
 */
export class LimitOracle {
	/** What the node has done that it must not do. */
	readonly broken: string[] = [];
	/** The edits that the service has accepted, in order. */
	private readonly bought: Bought[] = [];
	/** What was in force, the last one now. */
	private readonly terms: Terms[] = [];
	/** The passes of this execution that have bought something. */
	private begun = new Set<number>();
	/** All that messages have said so far. */
	private told = '';

	/** @param videosS how long the videos are */
	constructor(
		private readonly simulator: Simulator,
		private readonly story: LimitStory,
		private readonly videosS: number[],
	) {
		simulator.onEvent(({ kind, taskId }) => {
			if (kind === 'submitted') this.judgePurchase(simulator.tasks.get(taskId)!);
		});
	}

	/** All that the story can cost, if nothing fails. */
	costAtMost(price: Prices): number {
		return sum(this.story.passes.flat().map((edit) => this.atMost(edit, price)));
	}

	/** An execution begins, or a retry of one. */
	begin(terms: Terms): void {
		this.terms.push(terms);
		this.begun = new Set();
	}

	/** Which items of a pass have an edit that has not failed. */
	isBought = (pass: number, item: number): boolean =>
		this.of(pass, item).some(({ task }) => task.state !== 'failed');

	private get accepted(): number {
		return this.bought.length;
	}

	private of = (pass: number, item: number) =>
		this.bought.filter((one) => one.pass === pass && one.item === item);

	private get now(): Terms {
		return this.terms.at(-1)!;
	}

	private atMost({ video, duration, resolution }: WantedEdit, price: Prices): number {
		const sourceS = this.story.checksSource ? this.videosS[video] : LONGEST_S;
		return toHundredthOfCent(((duration || sourceS) + sourceS) * price[resolution]);
	}

	/** What an edit may count for before it is bought: somewhere between these, as the credential's price changes. */
	private bounds(edit: WantedEdit): [least: number, most: number] {
		const all = this.prices.map((price) => this.atMost(edit, price));
		return [Math.min(...all), Math.max(...all)];
	}

	private get prices(): Prices[] {
		return this.terms.flatMap(({ price }) => price ?? []);
	}

	/** What is billed, by the credential's prices, at a service that tells seconds only. */
	private costOfSeconds(seconds: number, resolution: Resolution): number[] {
		return this.prices.map((price) => seconds * price[resolution]);
	}

	/** The least that the node may count for what it has bought. */
	private leastOf({ pass, item, task }: Bought): number {
		const [least] = this.bounds(this.story.passes[pass][item]);
		const isModelStudio = task.service === 'modelStudio';
		if (task.state === 'running') return least;
		if (task.state !== 'completed') return isModelStudio ? 0 : least;
		const { sourceSeconds = 0, outputSeconds = 0 } = task;
		const { resolution } = this.story.passes[pass][item];
		const told = isModelStudio
			? this.costOfSeconds(sourceSeconds + outputSeconds, resolution)
			: [task.usd];
		return Math.min(least, ...told);
	}

	/** The most that it may count: what a row says that the node has brought, or else what was to be expected. */
	private mostOf({ pass, item, task }: Bought, passes: Pass[]): number {
		const [, most] = this.bounds(this.story.passes[pass][item]);
		const { resolution } = this.story.passes[pass][item];
		const isModelStudio = task.service === 'modelStudio';
		if (task.state === 'failed') return isModelStudio && this.isToldFailed(task.id) ? 0 : most;
		const { cost, billedSeconds } = passes[pass]?.done.get(task.id) ?? {};
		if (cost !== undefined) return cost;
		if (billedSeconds !== undefined) {
			return Math.max(...this.costOfSeconds(billedSeconds, resolution));
		}
		return task.state === 'completed' ? Math.max(most, task.usd) : most;
	}

	/** The same when a run is refused: it may not have seen yet that what its own earlier batch has bought is done. */
	private mostBy(pass: number, one: Bought, passes: Pass[]): number {
		const most = this.mostOf(one, passes);
		const { batchSize = Infinity } = this.story;
		const isOfBatch = one.pass === pass && this.story.passes[pass].length > batchSize;
		return isOfBatch ? Math.max(most, this.bounds(this.story.passes[pass][one.item])[1]) : most;
	}

	private isToldFailed = (taskId: string) => this.told.includes(`(task ${taskId}, `);

	/** The service has accepted an edit. */
	private judgePurchase(task: SimulatedTask): void {
		const [, pass, item] = /^pass (\d+), item (\d+)$/.exec(task.body.prompt ?? '')!.map(Number);
		const { editLimit, costLimit, price } = this.now;
		const paid = this.of(pass, item).filter((one) => one.task.state !== 'failed');
		if (paid.length > 0) this.breaks(`${task.body.prompt} is bought twice`);
		if (this.accepted + 1 > editLimit) this.breaks(`${this.accepted + 1} edits are bought`);
		if (costLimit < Infinity && !price) this.breaks('an edit is bought at an unknown price');
		if (!this.begun.has(pass)) this.judgeRun(pass);
		this.begun.add(pass);
		this.bought.push({ pass, item, task });
	}

	/** The first edit of a run is bought: then all of the run is within the limits. */
	private judgeRun(pass: number): void {
		const { editLimit, costLimit } = this.now;
		const { passes, batchSize = Infinity } = this.story;
		// What failed is wanted again only if the node knows it.
		const wanted = passes[pass].filter((_, item) =>
			this.of(pass, item).every(({ task }) => this.isToldFailed(task.id)),
		);
		const edits = this.accepted + wanted.length;
		if (edits > editLimit)
			this.breaks(`pass ${pass} begins, though it makes ${edits} edits in all`);
		// What later batches cost is not known yet.
		if (costLimit === Infinity || passes[pass].length > batchSize) return;
		const usd = sum([
			...this.bought.map((one) => this.leastOf(one)),
			...wanted.map((edit) => this.bounds(edit)[0]),
		]);
		if (usd > costLimit + DUST_USD)
			this.breaks(`pass ${pass} begins, though it may make $${usd} in all`);
	}

	/** An execution has ended: a limit may have kept it only from what is above it. */
	judgeEnd(passes: Pass[]): void {
		this.told += passes.flatMap(({ errors }) => errors).join('\n');
		for (const [pass, { errors }] of passes.entries()) {
			for (const message of new Set(errors.filter(isOfLimit))) {
				this.judgeRefusal(pass, message, passes);
			}
		}
	}

	private judgeRefusal(pass: number, message: string, passes: Pass[]): void {
		const { editLimit, costLimit, price } = this.now;
		const before = this.bought.filter((one) => one.pass <= pass);
		const wanted = this.story.passes[pass].filter((_, item) => !this.isBought(pass, item));
		const unclear = this.unclear(pass);
		if (message.includes('but Edit Limit is')) {
			const edits = before.length + unclear.length + wanted.length;
			if (edits <= editLimit) this.breaks(`refused with ${edits} edits in all: ${message}`);
			const said = Number(/After (\d+) edits?/.exec(message)?.[1] ?? 0);
			const isClear = this.story.faults.every(({ on }) => on !== 'submit');
			if (isClear && said !== before.length)
				this.breaks(`${before.length} edits were bought: ${message}`);
		} else if (message.includes('but Cost Limit (USD) is')) {
			const usd = sum([
				...before.map((one) => this.mostBy(pass, one, passes)),
				...unclear.map((edit) => this.bounds(edit)[1]),
				...wanted.map((edit) => this.bounds(edit)[1]),
			]);
			if (usd <= costLimit - DUST_USD || Math.abs(usd - costLimit) < DUST_USD / 10)
				this.breaks(`refused with $${usd} in all: ${message}`);
		} else if (price !== undefined || costLimit === Infinity) {
			this.breaks(`the price is known, or not needed: ${message}`);
		}
	}

	/** The edits of earlier passes whose submit came to nothing: the node may not know that. */
	private unclear(pass: number): WantedEdit[] {
		const isSubmit = ({ method, path }: RecordedRequest) =>
			method === 'POST' && /generations$|video-synthesis$/.test(path);
		const sent = new Set(
			this.simulator.requests.filter(isSubmit).map(({ body }) => promptIn(body)),
		);
		return this.story.passes
			.slice(0, pass)
			.flatMap((edits, of) =>
				edits.filter((_, item) => sent.has(promptOf(of, item)) && this.of(of, item).length === 0),
			);
	}

	/** All tasks have ended: what is billed in the end. */
	judgeBill(): void {
		const { ledger } = this.simulator;
		const most = (limits: number[]) => Math.max(...limits);
		const editLimit = most(this.terms.map((terms) => terms.editLimit));
		if (ledger.billed > editLimit) this.breaks(`${ledger.billed} edits were accepted`);
		const costLimit = most(this.terms.map((terms) => terms.costLimit));
		// The service rounds each bill to a hundredth of a cent.
		const room = ledger.billed * 0.000_05 + DUST_USD;
		if (this.isAtCredentialsPrice && ledger.billedUsd > costLimit + room)
			this.breaks(`$${ledger.billedUsd} are billed`);
	}

	/** Whether the service has never taken more than the credential says. */
	private get isAtCredentialsPrice(): boolean {
		const { servicePart, laterPart, partAtRetry } = this.story;
		const isRetried = this.terms.length > 1;
		return (
			Math.max(servicePart, laterPart?.part ?? 0) <= (isRetried ? Math.min(1, partAtRetry) : 1)
		);
	}

	private breaks(what: string): void {
		this.broken.push(what);
	}
}
