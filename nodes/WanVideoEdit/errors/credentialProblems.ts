import type { Cause, Fault } from '../service/fault';
import { CONNECTION_REFUSED, HOST_UNKNOWN } from '../service/networkFault';
import { shorten } from '../shared/shorten';

/** What the words about a credential need to know of it. */
export interface CheckedCredential {
	/** Where the service is. */
	address: string;
	/** Where its keys are made, if that is known. */
	keyPage?: string;
	/** What else must hold of a key of this service. */
	keyRule?: string;
	/** Whether the address was entered, and not chosen. */
	isCustom: boolean;
}

/** What is wrong, and what to do next. What the service says stands between them. */
type Words = [wrong: string, next: string];

const AGAIN = 'Try again in a minute.';
const FAILED: Words = ['The service failed, so that the API key could not be checked.', AGAIN];

const BY_CAUSE: Partial<Record<Cause, Words>> = {
	noBalance: ['The API key is right, but the balance is used up.', 'Top up at the service.'],
	notAllowed: [
		'The API key is known but not allowed here.',
		'Check its models, IP addresses and quota at the service.',
	],
	billDue: [
		'The API key is right, but the account has an unpaid bill or no way to pay.',
		'Settle it in the account at the service.',
	],
	quotaUsedUp: [
		'The API key is right, but the quota of the account is used up.',
		'Get more at the service, or allow paid use there if only the free quota is allowed.',
	],
	notActivated: [
		'The API key is right, but the account may not use the model yet.',
		'Activate Wan2.7-VideoEdit in the console of the service, in the region of the API key.',
	],
	wrongRegion: [
		'The model or the workspace does not exist at this address.',
		'Choose the service in the region of the API key, or correct the workspace and the region in Base URL.',
	],
	badRequest: [
		'The service did not understand the check of the API key.',
		'Check Service and Base URL.',
	],
	tooManyRequests: [
		'The service is receiving too many requests, so that the API key could not be checked.',
		AGAIN,
	],
};

const WRONG_KEY =
	'The service does not accept this API key. Check that it was copied whole and that it belongs to the chosen service: a key of one service does not work at another.';
const WRONG_ADDRESS =
	'Something answers at this address, but not the Wan video API. Check Service and Base URL.';

/** Causes of an answer that the API does not give. */
const NOT_THE_API = new Set<Cause>(['notFound', 'redirect', 'noResult']);

/** What the test of a credential found, for its dialog: one text that ends in what to do next. */
export function credentialProblem(fault: Fault, about: CheckedCredential): string {
	const { cause, reason } = fault;
	const { address, keyPage, keyRule, isCustom } = about;
	if (cause === 'noAnswer') {
		const next = `Check ${isCustom ? 'Base URL, and ' : ''}the network, firewall and proxy of this n8n.`;
		return `${new URL(address).host} could not be reached: ${reason}${IN_PLAIN_WORDS[reason] ?? '.'} ${next}`;
	}
	if (NOT_THE_API.has(cause)) {
		const style = isCustom ? ' API Style must be that of the service, too.' : '';
		return `${WRONG_ADDRESS}${style}${cause === 'redirect' ? ` ${FINAL_ADDRESS}` : ''}`;
	}
	if (cause === 'badKey') {
		const wrong = keyRule ? `${WRONG_KEY} ${keyRule}` : WRONG_KEY;
		return `${wrong} ${said(reason)} Copy it again at ${keyPage ?? 'the service'}, or make a new one there.`;
	}
	const [wrong, next] = BY_CAUSE[cause] ?? FAILED;
	return `${wrong} ${said(reason)} ${next}`;
}

/** What a fault of the network means to somebody who enters an address. */
const IN_PLAIN_WORDS: Record<string, string> = {
	[CONNECTION_REFUSED]:
		', as nothing answers there: the service is not running, or the port in the address is another one. If n8n runs in Docker, localhost is its own container.',
	[HOST_UNKNOWN]: ', as there is no such host: look for a typing error in the address.',
};

const FINAL_ADDRESS =
	'Redirects are not followed, because they could carry the API key away: if the API has moved, enter its final address.';

/** Enough to look it up. */
const LONGEST_QUOTE = 300;

const said = (reason: string): string =>
	`The service says "${shorten(reason, LONGEST_QUOTE).replace(/[.\s]+$/, '')}".`;

/** The address or the key cannot be used, so that nothing was sent. */
export const unusable = (message: string, description?: string | null): string =>
	description ? `${message}. ${description}` : message;

/** A mistake in the node. */
export const notChecked = (reason: string): string =>
	`The API key could not be checked: ${reason}. If that stays so, report it with this message.`;
