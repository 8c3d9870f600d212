import type { Answer, ServiceRequest } from './exchange';

type Ask = (request: ServiceRequest) => Promise<Answer>;

/**
 * Asks at the older domain of a workspace when its own domain answers 401, as it can for the list of tasks (Model
 * Studio, list), and from then on only there.
 *
 * @param oldDomain where nothing but the address is different; `undefined` when there is none
 */
export function orAtOldDomain(ask: Ask, oldDomain?: string): Ask {
	if (oldDomain === undefined) return ask;
	let domain = '';
	const askThere: Ask = async (request) =>
		await ask({ ...request, url: `${domain}${request.url}` });
	return async (request) => {
		const answer = await askThere(request);
		if (answer.value?.statusCode !== 401 || domain !== '') return answer;
		domain = oldDomain;
		const second = await askThere(request);
		// Allowed HTTP Request Domains of the credential may leave it out.
		return second.fault?.neverSent && !second.fault.isUnreachable ? answer : second;
	};
}
