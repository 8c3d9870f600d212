import type { NamedFault } from './namedFault.mts';

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));

/** What goes wrong between the items, attempts and nodes of an execution. */
export const RUNS: NamedFault[] = [
	{
		stage: 'Run',
		name: '30 edits at once at a service that takes ten submits a second',
		isOnlyAt: 'apimart',
		rows: rows(30),
		settings: { submitsPerSecond: 10 },
		setup: () => ({ prompt: '"Edit " + $json.row' }),
	},
	{
		stage: 'Run',
		name: 'Batching of five rows, of which n8n cannot resolve the last; then corrected',
		rows: rows(5),
		setup: () => ({
			prompt: '$json.row === 4 ? $("No such node").item.json.x : "Edit " + $json.row',
			batching: { batchSize: 2, batchInterval: 1_000 },
		}),
		corrected: {
			prompt: '"Edit " + $json.row',
			batching: { batchSize: 2, batchInterval: 1_000 },
		},
	},
	{
		stage: 'Run',
		name: 'an Idempotency Key of one’s own for two different rows',
		isOnlyAt: 'apimart',
		rows: rows(2),
		wanted: 0,
		setup: () => ({ prompt: '"Edit " + $json.row', idempotencyKey: 'order-1' }),
	},
	{
		stage: 'Run',
		name: 'an edit that is late, under On Error: Continue',
		isOnlyForNode: true,
		settings: { taskTimeMs: 10_000 },
		setup: () => ({ continues: true, timeoutMinutes: 0.05 }),
	},
	{
		stage: 'Run',
		name: 'three rows under On Error: Continue, HTTP 402 at a status check of one',
		isOnlyForNode: true,
		rows: rows(3),
		setup: () => ({ prompt: '"Edit " + $json.row', continues: true }),
		ofTask: { number: 2, fault: { on: 'task', action: { kind: 'status', status: 402 } } },
	},
	{
		stage: 'Run',
		name: 'three rows under On Error: Continue, the download of one refused until the workflow gives up',
		isOnlyForNode: true,
		rows: rows(3),
		setup: () => ({ prompt: '"Edit " + $json.row', continues: true }),
		ofTask: {
			number: 2,
			fault: { on: 'result', times: 5, action: { kind: 'status', status: 503 } },
		},
	},
	{
		stage: 'Run',
		name: 'answer to the submit lost, under On Error: Continue',
		isOnlyForNode: true,
		setup: () => ({ continues: true }),
		faults: () => [{ on: 'submit', action: { kind: 'loseAnswer' } }],
	},
	{
		stage: 'Run',
		name: 'two nodes with one node ID',
		isOnlyForNode: true,
		wanted: 2,
		setup: () => ({ isTwice: true }),
	},
];
