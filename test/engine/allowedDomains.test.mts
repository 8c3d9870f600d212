import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

/** What "Allowed HTTP Request Domains" in a credential says. It is there for nodes whose address a user chooses. */
test.each([
	['no domains', { allowedHttpRequestDomains: 'none' }],
	['other domains', { allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' }],
])(
	'a credential that allows %s works in this node, whose address is its own',
	async (_what, limit) => {
		const credential = { ...bench.credential, ...limit };
		const { items, error } = await bench.edit({}, { credential });
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		const { taskId } = items[0].json;
		const asked = await bench.getTask({ taskId: taskId as string }, { credential });
		expect(asked.items[0].json.taskId).toBe(taskId);
	},
);
