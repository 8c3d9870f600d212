import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';

/** The tasks that the node has named in n8n's log. */
const logged = new Set<string>();

/** Takes note of what the node writes to n8n's log from now on. */
export function watchLog(): void {
	const logger = Container.get(Logger);
	const info = (message: string, metadata: { taskId?: string } = {}) => {
		if (metadata.taskId !== undefined) logged.add(metadata.taskId);
		logger.info(message, metadata);
	};
	Container.set(Logger, Object.create(logger, { info: { value: info } }) as Logger);
}

/** Whether the log names a task, where n8n has kept no message. */
export const isLogged = (taskId: string): boolean => logged.has(taskId);
