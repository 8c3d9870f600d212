import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';

/** What the node logs at each status check. */
export interface TaskNews {
	taskId: string;
	status: string;
	/** 0–100, if the service tells. */
	progress?: number;
}

/** Hands on what the node writes to n8n's debug log about its tasks. */
export function onTaskNews(listener: (news: TaskNews) => void): void {
	const debug = (_message: string, metadata: Partial<TaskNews> = {}) => {
		const { taskId, status, progress } = metadata;
		if (taskId !== undefined && status !== undefined) listener({ taskId, status, progress });
	};
	const logger = Container.get(Logger);
	Container.set(Logger, Object.create(logger, { debug: { value: debug } }) as Logger);
}
