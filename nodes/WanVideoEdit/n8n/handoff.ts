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

/**
 * What {@link handOff} has left with a request.
 *
 * @throws when n8n has come to pass another object on: nothing may be bought that was not prepared
 */
export function takeOver<Prepared>(request: object): Prepared {
	if (!handedOff.has(request)) throw new Error('This n8n passes no request on from preSend');
	return handedOff.get(request) as Prepared;
}
