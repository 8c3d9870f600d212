import type { Result } from '../shared/retry';
import type { Fault } from './fault';
import type { Answer, ListedTask, ServiceRequest, TaskList } from './service';

/** By how much the clocks may differ so that the list's window still fits. */
const CLOCK_ROOM_MS = 30_000;

/** How much older than a submit its task can look: the time in a header has whole seconds. */
const ROOM_MS = 5_000;
/** The same when the service does not say what its clock shows. */
const ROOM_WITHOUT_CLOCK_MS = 120_000;

/** Whoever has more tasks in a day asks for too much. */
const MOST_PAGES = 500;

/**
 * Asks for all pages of a task list. The service's clock counts: that of this computer may be wrong.
 *
 * @param ask sends a request for a page
 * @param sinceMs by the clock of this computer
 * @returns the tasks that were created since then, or perhaps a little before
 */
export async function listSince(
	list: TaskList,
	ask: (request: ServiceRequest) => Promise<Answer>,
	sinceMs: number,
): Promise<Result<ListedTask[], Fault>> {
	const found: ListedTask[] = [];
	let [windowAheadMs, clockAheadMs, roomMs] = [0, 0, ROOM_WITHOUT_CLOCK_MS];
	for (let page = 1, pages = 1; page <= pages; page++) {
		const [fromMs, nowMs] = [sinceMs + windowAheadMs, Date.now() + windowAheadMs];
		const answer = await ask(list.request(fromMs, nowMs, page));
		const { value, fault } = list.read(answer);
		if (!value) return { fault };
		const clockMs = Date.parse(String(answer.value?.headers.date));
		if (page === 1 && Number.isFinite(clockMs)) {
			[clockAheadMs, roomMs] = [clockMs - Date.now(), ROOM_MS];
			if (Math.abs(clockAheadMs - windowAheadMs) > CLOCK_ROOM_MS && windowAheadMs === 0) {
				windowAheadMs = clockAheadMs;
				page = 0;
				continue;
			}
		}
		found.push(...value.tasks);
		({ pages } = value);
		if (pages > MOST_PAGES) return { fault: tooManyTasks(pages) };
	}
	const fromMs = sinceMs + clockAheadMs - roomMs;
	return { value: found.filter(({ createdAtMs }) => createdAtMs >= fromMs) };
}

const tooManyTasks = (pages: number): Fault => ({
	cause: 'tooLarge',
	reason: `a list of ${pages} pages`,
	isTransient: false,
	isRepeatable: false,
});
