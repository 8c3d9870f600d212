import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { startSimulator, type RecordedRequest } from '../../simulator/index.mts';
import { stallingNetwork } from '../support/stallingNetwork.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));
/** A check each, of tasks that need not exist. */
const checks = { taskId: '=task_{{ $json.row }}', downloadVideo: false };
const keepGoing = { onError: 'continueRegularOutput' } as const;

/** The most requests that arrived within any one second. */
function mostInASecond(requests: RecordedRequest[]): number {
	const times = requests.map(({ atMs }) => atMs);
	return Math.max(
		...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
	);
}

test('a service that does not answer slows the tasks of no other service', async () => {
	const other = await startSimulator();
	try {
		const credential = { ...bench.credential, baseUrl: other.url, apiKey: other.apiKey };
		const alone = await bench.getTask(checks, { items: rows(60), node: keepGoing, credential });

		bench.simulator.addFault({ on: 'task', times: Infinity, action: { kind: 'stall' } });
		const hanging = bench.begin(
			{ operation: 'getTask', ...checks },
			{ items: rows(40), node: keepGoing },
		);
		while (bench.questions.length < 20) await delay(50);
		const beside = await bench.getTask(checks, { items: rows(60), node: keepGoing, credential });
		hanging.stop();
		await hanging.ended;

		expect(other.requests).toHaveLength(120);
		expect(beside.ms).toBeLessThan(alone.ms + 15_000);
		// Those that hang have kept their slots.
		expect(bench.questions.length).toBeLessThan(25);
	} finally {
		await other.close();
	}
});

test('when the network has stalled, the service gets no more than 20 a second of what was held up', async () => {
	const network = await stallingNetwork(bench.simulator.url);
	try {
		bench.reset({ taskTimeMs: 600_000 });
		const credential = { ...bench.credential, baseUrl: network.url };
		const submitted = await bench.edit(
			{ waitForCompletion: false },
			{ items: rows(60), credential },
		);
		const items = submitted.items.map(({ json }) => ({ taskId: json.taskId }));
		const waiting = bench.begin(
			{
				operation: 'getTask',
				taskId: '={{ $json.taskId }}',
				waitForCompletion: true,
				options: { pollInterval: 1 },
			},
			{ items, credential },
		);
		while (bench.questions.length < 30) await delay(50);
		network.stall();
		await delay(12_000);
		const before = bench.questions.length;
		network.goOn();
		// As soon as a slow computer brings them.
		while (bench.questions.length - before <= 40) await delay(200);
		waiting.stop();
		await waiting.ended;
		expect(mostInASecond(bench.questions)).toBeLessThanOrEqual(20);
	} finally {
		await network.close();
	}
});
