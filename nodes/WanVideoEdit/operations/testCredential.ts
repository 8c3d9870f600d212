import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type INodeCredentialTestResult,
} from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { serviceAddress } from '../../../credentials/serviceAddress';
import { CUSTOM_SERVICE, listedService } from '../../../credentials/services';
import { credentialProblem, notChecked, unusable } from '../errors/credentialProblems';
import { checkCredential } from '../service/checkCredential';
import type { Fault } from '../service/fault';
import { networkFault } from '../service/networkFault';
import { serviceOf } from '../service/services';
import { keyCutter } from '../shared/keyCutter';

/** n8n's own words. */
const RIGHT: INodeCredentialTestResult = { status: 'OK', message: 'Connection successful!' };

const wrong = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });

/** The test of a credential, as its dialog shows it. It buys nothing. */
export async function testCredential(
	this: ICredentialTestFunctions,
	{ data: credential = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const fault = await checkCredential(this, credential);
		return fault ? wrong(inWords(fault, credential)) : RIGHT;
	} catch (error) {
		return wrong(
			error instanceof UserError
				? unusable(error.message, error.description)
				: notChecked(networkFault(error).reason),
		);
	}
}

/** Without the key, whoever put it into the text; before anything is shortened: half a key would not be found. */
function inWords(fault: Fault, credential: ICredentialDataDecryptedObject): string {
	const cut = keyCutter(bearerKey(credential));
	return cut(
		credentialProblem(cut(fault), {
			address: serviceAddress(credential),
			keyPage: listedService(credential)?.keyPage,
			keyRule: serviceOf(credential).credentialCheck.keyRule,
			isCustom: credential.service === CUSTOM_SERVICE,
		}),
	);
}
