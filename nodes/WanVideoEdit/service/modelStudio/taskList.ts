import type { IDataObject } from 'n8n-workflow';

import { isTaskId } from '../../checks/taskId';
import type { Result } from '../../shared/retry';
import type { Fault } from '../fault';
import { quote } from '../httpAnswer';
import { amount, isObject, objectOf } from '../readValue';
import type { ListedTask, TaskList } from '../service';
import { faultOf } from './faultOf';
import { TASKS_PATH } from './paths';
import { idOf } from './readTask';
import { reportsError } from './reportsError';
import { MODEL } from './submitBody';
import { digitsOf, timeS } from './times';

/** As many as a page has by default. */
const PAGE_SIZE = 10;

const HOUR_MS = 3_600_000;
/** Clocks are not exact. */
const ROOM_MS = 3 * 60_000;

/**
 * The tasks of an account (Model Studio, list). The window is in a zone that no page names: it begins as early as that
 * can mean, and ends as late. What the tasks themselves say of their time is plain.
 */
export const taskList: TaskList = {
	// With the eight hours between the zones, less than the 24 that the service allows.
	longestWindowMs: 15 * HOUR_MS,

	request: (fromMs, toMs, page) => {
		const start = digitsOf(fromMs - ROOM_MS, 'utc');
		const end = digitsOf(toMs + ROOM_MS, 'service');
		const window = { start_time: start, end_time: end };
		const qs = { ...window, model_name: MODEL, page_no: page, page_size: PAGE_SIZE };
		return { method: 'GET', url: TASKS_PATH, qs, json: true };
	},

	read: (answer) => {
		if (answer.fault) return answer;
		const { statusCode, body } = answer.value;
		const list = objectOf(body);
		const pages = pagesOf(list);
		// Of none, "data" is perhaps not there at all.
		const data = list.data ?? (pages === 0 ? [] : undefined);
		const isList = statusCode < 300 && !reportsError(body) && Array.isArray(data);
		if (!isList) return { fault: faultOf(answer.value) };
		const refused = (what: string): Result<never, Fault> => ({
			fault: { ...faultOf(answer.value), reason: `${what}: ${quote(body)}` },
		});
		// An empty list is believed, so that the edit is bought: it must be one for sure.
		if (pages === undefined) return refused('a list without its length');
		const isWithin = (amount(list.page_no) ?? 1) <= (amount(list.total_page) ?? pages);
		const isEmpty = amount(list.total) === 0;
		if (data.length === 0 && isWithin && !isEmpty) return refused('a page without its tasks');
		const tasks = (data as unknown[]).flatMap(listedTask);
		if (tasks.length < data.length) return refused('tasks without an ID that can be asked for');
		return { value: { tasks, pages, total: amount(list.total) } };
	},
};

/** The two places that tell the length may differ: then all there can be are asked for. */
function pagesOf({ total, total_page, page_size }: IDataObject): number | undefined {
	const [tasks, pages] = [amount(total), amount(total_page)];
	if (tasks === undefined && pages === undefined) return undefined;
	const size = Math.max(1, amount(page_size) ?? PAGE_SIZE);
	return Math.max(pages ?? 0, Math.ceil((tasks ?? 0) / size));
}

function listedTask(task: unknown): ListedTask[] {
	const id = isObject(task) ? idOf(task) : undefined;
	if (id === undefined || !isTaskId(id)) return [];
	const createdAtS = timeS(objectOf(task).gmt_create);
	return [{ id, createdAtMs: createdAtS === undefined ? undefined : createdAtS * 1000 }];
}
