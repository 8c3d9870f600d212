import { join } from 'node:path';

import { jest } from '@jest/globals';

const POLICIES = join(process.cwd(), 'dist/nodes/WanVideoEdit/shared/policies.js');

/**
 * The time limits of the node as the engine has loaded it, in ms by what they limit: what is changed here holds
 * for its next requests.
 */
export const timeLimitsOfBuiltNode = (): Record<string, number> =>
	jest.requireActual<{ TIMEOUTS_MS: Record<string, number> }>(POLICIES).TIMEOUTS_MS;
