import type { PurchaseState } from '../errors/billing';
import type { Purchase } from './record';

/** What is bought by a purchase, or may be: as messages tell it. */
export function stateOf({
	taskId,
	found,
	unansweredSinceMs,
	sentKey,
	sentTo,
	key,
	links,
}: Purchase): PurchaseState {
	if (found) return { taskId, foundSinceMs: found.unansweredSinceMs };
	if (unansweredSinceMs === undefined) return { taskId };
	const hasFiles = links !== undefined;
	const trace = sentTo?.listsTasks ? { sentAtMs: unansweredSinceMs } : { key: sentKey ?? key };
	return { taskId, uncertain: { ...trace, hasFiles } };
}
