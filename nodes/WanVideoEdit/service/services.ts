import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { apiStyleOf, type ApiStyle } from '../../../credentials/services';
import { apimart } from './apimart/apimart';
import { modelStudio } from './modelStudio/modelStudio';
import type { Service } from './service';

const BY_STYLE: Record<ApiStyle, Service> = { apimart, modelStudio };

/** How to talk to the service that a credential has chosen. */
export const serviceOf = (credential: ICredentialDataDecryptedObject): Service =>
	BY_STYLE[apiStyleOf(credential)];
