import { quote } from '../httpAnswer';
import { amount, isObject, objectOf, words } from '../readValue';
import type { TaskList } from '../service';
import { faultOf } from './faultOf';
import { TASKS_PATH } from './paths';
import { MODEL } from './submitBody';
import { digitsOf } from './times';

/** As many as a page has by default. */
const PAGE_SIZE = 10;
/** The longest window, and a minute because clocks are not exact. */
const DAY_MS = 24 * 3_600_000;
const ROOM_MS = 60_000;

/**
 * The tasks of an account (Model Studio, list). The window is in a zone that no page names: it begins as early as that
 * can mean, and ends as late. What the tasks themselves say of their time is plain.
 */
export const taskList: TaskList = {
	request: (sinceMs, nowMs, page) => {
		const start = digitsOf(sinceMs - ROOM_MS, 'utc');
		const latestMs = sinceMs - ROOM_MS + DAY_MS;
		const end = [digitsOf(nowMs + ROOM_MS, 'service'), digitsOf(latestMs, 'utc')].sort()[0];
		const window = { start_time: start, end_time: end };
		const qs = { ...window, model_name: MODEL, page_no: page, page_size: PAGE_SIZE };
		return { method: 'GET', url: TASKS_PATH, qs, json: true };
	},

	read: (answer) => {
		if (answer.fault) return answer;
		const { statusCode, body } = answer.value;
		const { data, total, total_page } = objectOf(body);
		if (statusCode >= 300 || !Array.isArray(data)) return { fault: faultOf(answer.value) };
		const tasks = data.filter(isObject).map((task) => ({
			id: words(task.task_id),
			// Whatever does not say when it was made may have been made now.
			createdAtMs: amount(task.gmt_create) ?? Infinity,
		}));
		const named = tasks.flatMap(({ id, createdAtMs }) => (id ? [{ id, createdAtMs }] : []));
		if (named.length < data.length) {
			return { fault: { ...faultOf(answer.value), reason: `tasks without an ID: ${quote(body)}` } };
		}
		const pages = amount(total_page) ?? Math.ceil((amount(total) ?? 0) / PAGE_SIZE);
		return { value: { tasks: named, pages } };
	},
};
