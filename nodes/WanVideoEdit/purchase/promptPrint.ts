import { hashOf } from './idempotencyKey';

/** What a service may add, take away or exchange where nobody sees it. */
const UNSEEN = /[\s\p{Cf}\u2800]+/gu;

/**
 * A hash by which a prompt is known again when a service shows it. No prompt is as good as an empty one.
 */
export const promptPrint = (prompt = ''): string =>
	hashOf(prompt.normalize('NFKC').replace(UNSEEN, ''));
