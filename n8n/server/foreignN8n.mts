import axios from 'axios';

import type { Simulator } from '../../simulator/index.mts';
import { CREDENTIAL_TYPE, NODE_TYPE } from './examples.mts';
import { N8nRest, type N8nSettings, type Stored } from './n8nRest.mts';

/** An n8n that somebody else has started, and who may log in there. */
export interface ForeignN8n {
	rest: N8nRest;
	settings: N8nSettings;
}

/** What every n8n tells to anybody. */
interface PublicSettings {
	userManagement?: { showSetupOnFirstLoad?: boolean };
}

/**
 * Logs in to an n8n that is running, with the login in N8N_EMAIL and N8N_PASSWORD. It sets up no account:
 * whose n8n it is, is for a person to decide.
 *
 * @param address of n8n's editor
 * @throws when it is no n8n, does not take the login or has no Wan Video Edit; the message says what to do
 */
export async function foreignN8n(address: string): Promise<ForeignN8n> {
	const url = originOf(address);
	const { userManagement } = await publicSettings(url);
	if (userManagement?.showSetupOnFirstLoad) {
		throw new Error(
			`The n8n at ${url} has no account yet. Open it in a browser, set up its owner, and enter that login in N8N_EMAIL and N8N_PASSWORD.`,
		);
	}
	const { N8N_EMAIL: email, N8N_PASSWORD: password } = process.env;
	if (!email || !password) {
		throw new Error(
			`Enter a login of the n8n at ${url} in the environment variables N8N_EMAIL and N8N_PASSWORD.`,
		);
	}
	const rest = new N8nRest(url);
	const refused = await rest.logInAs({ email, password });
	if (refused !== undefined) {
		const advice = /mfa/i.test(refused)
			? 'Use an account without two-factor authentication.'
			: 'Check N8N_EMAIL and N8N_PASSWORD.';
		throw new Error(`The n8n at ${url} refuses the login of ${email} ("${refused}"). ${advice}`);
	}
	if (!(await rest.hasNode(NODE_TYPE))) {
		throw new Error(
			`Wan Video Edit is not installed in the n8n at ${url}. Install it there: "npm run build && npm pack" here, "npm install" with that file in the folder ~/.n8n/nodes of that n8n, and start n8n again.`,
		);
	}
	return { rest, settings: await rest.settings() };
}

/** @throws when n8n cannot reach the simulator, so that nothing could be edited */
export async function assertReaches(
	rest: N8nRest,
	credential: Stored,
	{ url, apiKey }: Simulator,
): Promise<void> {
	const data = { service: 'custom', baseUrl: url, apiKey };
	const { status, message } = await rest.testCredential(CREDENTIAL_TYPE, data, credential);
	if (status === 'OK') return;
	throw new Error(
		`The n8n at ${rest.origin} does not reach the simulator at ${url}: ${message} n8n must run on this machine; in Docker, with --network host.`,
	);
}

function originOf(address: string): string {
	if (!URL.canParse(address) || !/^https?:/.test(address)) {
		throw new Error(
			`--url must be the address of n8n's editor, e.g. http://127.0.0.1:5678, not "${address}"`,
		);
	}
	const { origin, pathname } = new URL(address);
	return `${origin}${pathname}`.replace(/\/+$/, '');
}

async function publicSettings(url: string): Promise<PublicSettings> {
	const options = { proxy: false as const, validateStatus: () => true };
	let data: { data?: PublicSettings } | undefined;
	try {
		({ data } = await axios.get<typeof data>(`${url}/rest/settings`, options));
	} catch (error) {
		const { message } = error as Error;
		throw new Error(`Nobody answers at ${url}: ${message}. Start n8n there, or correct --url.`);
	}
	if (data?.data?.userManagement === undefined) {
		throw new Error(
			`What answers at ${url} is not n8n. Enter the address of n8n's editor after --url.`,
		);
	}
	return data.data;
}
