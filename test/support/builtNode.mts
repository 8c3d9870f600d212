import { join } from 'node:path';

import { jest } from '@jest/globals';

type Policies = typeof import('../../nodes/WanVideoEdit/shared/policies.ts');

/** The time limits of the node as the engine has loaded it: what is changed here holds for its next requests. */
export const timeLimitsOfBuiltNode = (): Policies['TIMEOUTS_MS'] =>
	jest.requireActual<Policies>(join(process.cwd(), 'dist/nodes/WanVideoEdit/shared/policies.js'))
		.TIMEOUTS_MS;
