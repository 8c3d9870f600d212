import type { Result } from '../shared/retry';
import type { Fault } from './fault';
import type { Answer, ServiceRequest } from './exchange';
import type { ListedTask, TaskList } from './service';

/** By how much the clocks may differ so that the list's window still fits. */
const CLOCK_ROOM_MS = 30_000;

/** By how much the time of a task can look wrong: a clock may have been set since the submit. */
const ROOM_MS = 60_000;
/** The same when the service does not say what its clock shows. */
const ROOM_WITHOUT_CLOCK_MS = 180_000;

/** Whoever has more tasks in a day asks for too much. */
const MOST_PAGES = 500;

/** Sends the request for a page. */
type Ask = (request: ServiceRequest) => Promise<Answer>;

/**
 * Asks for all pages of a task list. The service's clock counts: that of this computer may be wrong.
 *
 * @param sinceMs by the clock of this computer
 * @param untilMs by the same clock
 * @returns the tasks that were created between these, or perhaps a little before or after; one may be there twice
 */
export async function listSince(
	list: TaskList,
	ask: Ask,
	sinceMs: number,
	untilMs: number,
): Promise<Result<ListedTask[], Fault>> {
	/** By how much the service's clock is ahead of this computer's. */
	let clockAheadMs: number | undefined;
	const askForClock: Ask = async (request) => {
		const answer = await ask(request);
		clockAheadMs ??= clockAheadOf(answer);
		return answer;
	};
	const listFrom = async (aheadMs: number) =>
		await listWindow(
			list,
			askForClock,
			sinceMs - ROOM_MS + aheadMs,
			Math.min(Date.now(), untilMs + ROOM_MS) + aheadMs,
		);

	let { value, fault } = await listFrom(0);
	const aheadMs = clockAheadMs ?? 0;
	if (Math.abs(aheadMs) > CLOCK_ROOM_MS) ({ value, fault } = await listFrom(aheadMs));
	if (!value) return { fault: fault! };
	const roomMs = clockAheadMs === undefined ? ROOM_WITHOUT_CLOCK_MS : ROOM_MS;
	const [fromMs, toMs] = [sinceMs + aheadMs - roomMs, untilMs + aheadMs + roomMs];
	// What does not say when it was made may be of any time.
	const isBetween = ({ createdAtMs = toMs }: ListedTask) =>
		createdAtMs >= fromMs && createdAtMs <= toMs;
	return { value: value.filter(isBetween) };
}

/** By what the service says of its own time, which is there with a refusal, too. */
function clockAheadOf({ value }: Answer): number | undefined {
	const clockMs = Date.parse(String(value?.headers.date));
	return Number.isFinite(clockMs) ? clockMs - Date.now() : undefined;
}

/** All pages of all windows that the time takes; both ends by the service's clock. */
async function listWindow(
	list: TaskList,
	ask: Ask,
	fromMs: number,
	toMs: number,
): Promise<Result<ListedTask[], Fault>> {
	const found: ListedTask[] = [];
	let startMs = fromMs;
	do {
		const endMs = Math.min(startMs + list.longestWindowMs, toMs);
		const ids = new Set<string>();
		let most = 0;
		for (let page = 1, pages = 1; page <= pages; page++) {
			const { value, fault } = list.read(await ask(list.request(startMs, endMs, page)));
			if (!value) return { fault };
			({ pages } = value);
			if (pages > MOST_PAGES) return { fault: tooManyTasks(pages) };
			found.push(...value.tasks);
			for (const { id } of value.tasks) ids.add(id);
			most = Math.max(most, value.total ?? 0);
		}
		if (ids.size < most) return { fault: incomplete(ids.size, most) };
		startMs = endMs;
	} while (startMs < toMs);
	return { value: found };
}

/** Half a list is none: what is not on it would be bought again. */
const incomplete = (tasks: number, all: number): Fault => ({
	cause: 'noResult',
	reason: `a list with ${tasks} of ${all} tasks`,
	isTransient: true,
	isRepeatable: true,
});

const tooManyTasks = (pages: number): Fault => ({
	cause: 'tooLarge',
	reason: `a list of ${pages} pages`,
	isTransient: false,
	isRepeatable: false,
});
