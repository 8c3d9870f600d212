import { memoizePerRun } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';
import { TIMEOUTS_MS } from '../shared/policies';
import type { Client } from './client';
import type { Fault } from './fault';

/** What a service tells of an account, at no cost. */
export interface AccountState {
	/** Why it would refuse an edit, or does not tell. A gateway's word is none of the service's. */
	fault?: Fault;
	/** In USD, where the service tells it. */
	balanceUsd?: number;
}

/** Asks the service about the account, with one request for all items of a run. */
export async function checkAccount({
	context,
	service,
	account,
	wire,
}: Client): Promise<AccountState> {
	const { request, read, readBalance } = service.credentialCheck;
	const ask = async () => {
		const answer = await wire.exchange(request, TIMEOUTS_MS.credentialCheck);
		const told = read(answer);
		const fault = told?.doubt === 'page' ? undefined : told;
		const balanceUsd = fault?.cause === 'noBalance' ? 0 : readBalance?.(answer);
		return { fault, balanceUsd };
	};
	// The calls of an agent share a run, which may go on for long.
	if (isToolCall(context)) return await ask();
	return await memoizePerRun(context, `account ${account.id}`, ask);
}
