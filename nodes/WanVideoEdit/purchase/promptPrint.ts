import { hashOf } from './idempotencyKey';

/**
 * What a service may add, take away or exchange where nobody sees it; and half a character, as a prompt may end with that
 * was cut to a length, with what services make of it.
 */
const UNSEEN = /[\s\p{Cf}\u2800\p{Cs}\ufffd?]+/gu;

/**
 * A hash by which a prompt is known again when a service shows it. No prompt is as good as an empty one.
 */
export const promptPrint = (prompt = ''): string =>
	hashOf(prompt.normalize('NFKC').replace(UNSEEN, ''));
