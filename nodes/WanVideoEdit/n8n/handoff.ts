/**
 * n8n calls an item's preSend and its pagination apart, and lets them share nothing but the request: the
 * object that preSend returns is the one that pagination gets.
 */
const handedOff = new WeakMap<object, unknown>();

/** Hands what preSend has prepared to the pagination that gets this request. */
export function handOff<Request extends object>(request: Request, prepared: unknown): Request {
	handedOff.set(request, prepared);
	return request;
}

/** What {@link handOff} has left with a request, if it is the same one. */
export const takeOver = <Prepared>(request: object): Prepared | undefined =>
	handedOff.get(request) as Prepared | undefined;
