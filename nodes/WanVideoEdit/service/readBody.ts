import { atLimit } from '../shared/alarms';
import { TIMEOUTS_MS } from '../shared/policies';
import { networkFault } from './networkFault';
import { parseJson } from './parseJson';
import type { HttpAnswer } from './exchange';

/** An answer of the API has a few kilobytes, whatever its list of videos. */
const LARGEST_ANSWER_BYTES = 1024 ** 2;

/** Why the body of an endless answer is not whole. */
export const TOO_LONG = 'an answer of more than 1 MB';

/** The body of an answer with `encoding: 'stream'`. */
export type Stream = AsyncIterable<Uint8Array> & { destroy(): void };

/**
 * Reads the body of an answer that comes as a stream: within limits, so that no answer can fill the
 * memory or hold the node. It never throws: what arrived of a broken answer may still name the task.
 *
 * @param end breaks the request off. Destroying the stream would not: while it waits for the connection, that
 *   waits, too.
 */
export async function readBody(
	body: unknown,
	end: () => void,
): Promise<Pick<HttpAnswer, 'body' | 'broken'>> {
	if (!isStream(body)) return { body };
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	let broken: string | undefined;
	let isLate = false;
	const unset = atLimit(TIMEOUTS_MS.answer, () => {
		isLate = true;
		end();
	});
	try {
		for await (const chunk of body) {
			bytes += chunk.length;
			if (bytes > LARGEST_ANSWER_BYTES) {
				broken = TOO_LONG;
				break;
			}
			chunks.push(chunk);
		}
	} catch (error) {
		broken = isLate ? 'no answer in time' : networkFault(error).reason;
	} finally {
		unset();
	}
	return parse(Buffer.concat(chunks).toString('utf8'), broken);
}

function parse(text: string, broken?: string): Pick<HttpAnswer, 'body' | 'broken'> {
	try {
		return { body: parseJson(text), broken };
	} catch {
		return { body: text, broken: broken ?? (/^\s*[{[]/.test(text) ? 'broken JSON' : undefined) };
	}
}

const isStream = (body: unknown): body is Stream =>
	typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
