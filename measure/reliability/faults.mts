import type { FaultAction, Simulator } from '../../simulator/index.mts';
import { ANSWERS, type Answers, type ServiceName } from './answers.mts';
import { ENDS } from './endFaults.mts';
import { MODEL_STUDIO } from './modelStudioFaults.mts';
import type { NamedFault } from './namedFault.mts';
import { PIECES } from './pieceFaults.mts';
import { resultsAt } from './resultFaults.mts';
import { RUNS } from './runFaults.mts';
import { SOURCES } from './sourceFaults.mts';

type Cause = [name: string, action: FaultAction, afterHandling?: boolean];

const status = (code: number): FaultAction => ({ kind: 'status', status: code });
const statuses = (...codes: number[]): Cause[] =>
	codes.map((code) => [`HTTP ${code}`, status(code)]);

const BROKEN: Cause[] = [
	['connection reset before the request was handled', { kind: 'reset' }],
	['connection reset after it was handled', { kind: 'reset' }, true],
	['answer lost', { kind: 'loseAnswer' }],
	['no answer at all', { kind: 'stall' }],
	...statuses(400, 401, 402, 403, 404, 408, 500, 502, 503),
	['HTTP 504 of a gateway, handled behind it', status(504), true],
	['web page, HTTP 502', { kind: 'html' }],
	['web page, HTTP 200', { kind: 'html', status: 200 }, true],
	['empty answer', { kind: 'empty' }, true],
];

const BROKEN_JSON: Cause[] = [
	['slow drip', { kind: 'drip', chunkBytes: 20, intervalMs: 200 }],
	['drip of a byte in ten seconds', { kind: 'drip', chunkBytes: 1, intervalMs: 10_000 }],
	['broken JSON', { kind: 'truncatedJson' }],
	['answer of 64 MB', { kind: 'json', body: { filler: 'x'.repeat(64e6) } }, true],
	['HTTP 429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }],
];

/** What services say about an Idempotency-Key. */
const keyAnswers = ({ error }: Answers): Cause[] => [
	['HTTP 409 idempotency_in_progress', error(409, 'idempotency_in_progress')],
	['HTTP 409 idempotency_key_reused', error(409, 'idempotency_key_reused')],
	[
		'HTTP 409 idempotency_result_indeterminate',
		error(409, 'idempotency_result_indeterminate'),
		true,
	],
	['HTTP 503 idempotency_unavailable', error(503, 'idempotency_unavailable')],
];

const elsewhere = ({ filesUrl }: Simulator): FaultAction => ({
	kind: 'redirect',
	to: `${filesUrl}/elsewhere`,
});

/** Somebody else's task. */
const ANOTHER = 'task_01OFSOMEBODYELSE';

/** A link that leads nowhere. */
const DEAD_LINK = 'http://127.0.0.1:9/video.mp4';

const at = (stage: 'Submit' | 'Status check' | 'Download', times: number) => {
	const on = ({ Submit: 'submit', 'Status check': 'task', Download: 'result' } as const)[stage];
	const often = times === 1 ? '' : ' until the workflow gives up';
	return ([name, action, afterHandling]: Cause): NamedFault => ({
		stage,
		name: `${name}${often}`,
		// A submit without an answer is waited for in the list of tasks.
		isAboutTime: stage === 'Submit' || times > 1 || ['stall', 'drip'].includes(action.kind),
		faults: () => [{ on, times, action, afterHandling }],
	});
};

const onlyAt =
	(isOnlyAt: ServiceName) =>
	(fault: NamedFault): NamedFault => ({ ...fault, isOnlyAt });

const lasting = BROKEN.filter(([, { kind }]) => kind !== 'stall');

/** Every fault of the table that can happen at a service, in its order. */
export const faultsAt = (service: ServiceName): NamedFault[] => [
	...everywhere(ANSWERS[service]).filter(({ isOnlyAt = service }) => isOnlyAt === service),
	...(service === 'modelStudio' ? MODEL_STUDIO : []),
];

const everywhere = (answers: Answers): NamedFault[] => [
	{ stage: 'Submit', name: 'none' },
	...SOURCES,
	{ stage: 'Submit', name: 'connection refused twice', refuses: { from: 'start', times: 2 } },
	{
		stage: 'Submit',
		name: 'connection refused until the workflow gives up',
		isAboutTime: true,
		refuses: { from: 'start', times: Infinity },
	},
	...[...BROKEN, ...BROKEN_JSON].map(at('Submit', 1)),
	...keyAnswers(answers).map(at('Submit', 1)).map(onlyAt('apimart')),
	...statuses(402, 503).map(at('Submit', Infinity)),
	{
		stage: 'Submit',
		name: 'redirect to another host',
		faults: (simulator) => [{ on: 'submit', action: elsewhere(simulator) }],
	},
	{
		stage: 'Submit',
		name: 'HTTP 500 get_channel_failed',
		isOnlyAt: 'apimart',
		faults: () => [{ on: 'submit', action: answers.error(500, 'get_channel_failed') }],
	},
	{
		stage: 'Submit',
		name: 'HTTP 303 after the edit was taken',
		faults: ({ url }) => [
			{
				on: 'submit',
				afterHandling: true,
				action: {
					kind: 'status',
					status: 303,
					headers: { location: `${url}${answers.tasksPath}` },
				},
			},
		],
	},
	{
		stage: 'Submit',
		name: 'HTTP 400 with the API key in base64 among its words',
		faults: ({ apiKey }) => [
			{
				on: 'submit',
				action: answers.error(400, '', `not for ${Buffer.from(apiKey).toString('base64')}`),
			},
		],
	},
	{
		stage: 'Submit',
		name: 'the newer answer (202, an object)',
		isOnlyAt: 'apimart',
		settings: { submitShape: 'object' },
	},

	{
		stage: 'Status check',
		name: 'connection cut, then refused once',
		refuses: { from: 'first check', times: 1 },
	},
	{
		stage: 'Status check',
		name: 'connection cut, then refused until the workflow gives up',
		isAboutTime: true,
		refuses: { from: 'first check', times: Infinity },
	},
	...[...BROKEN, ...BROKEN_JSON].map(at('Status check', 1)),
	...lasting.map(at('Status check', Infinity)),
	{
		stage: 'Status check',
		name: 'redirect to another host',
		faults: (simulator) => [{ on: 'task', action: elsewhere(simulator) }],
	},
	{
		stage: 'Status check',
		name: '"not found" about a running task',
		faults: () => [{ on: 'task', action: answers.noSuchTask }],
	},
	{
		stage: 'Status check',
		name: '"not found" about a running task, twice',
		faults: () => [{ on: 'task', times: 2, action: answers.noSuchTask }],
	},
	{
		stage: 'Status check',
		name: '"not found" about a running task until the workflow gives up',
		isAboutTime: true,
		faults: () => [{ on: 'task', times: Infinity, action: answers.noSuchTask }],
	},
	{
		stage: 'Status check',
		name: 'page of a firewall, HTTP 403',
		faults: () => [{ on: 'task', action: { kind: 'html', status: 403 } }],
	},
	{
		stage: 'Status check',
		name: 'another task, which has failed',
		faults: () => [{ on: 'task', action: answers.failed(ANOTHER) }],
	},
	{
		stage: 'Status check',
		name: 'another task, which is completed',
		faults: ({ sampleUrl }) => [{ on: 'task', action: answers.completed(sampleUrl, ANOTHER) }],
	},
	{
		stage: 'Status check',
		name: 'answers without the wrapper',
		isOnlyAt: 'apimart',
		settings: { wrapped: false },
	},
	{
		stage: 'Status check',
		name: 'status words nobody knows',
		isOnlyAt: 'apimart',
		settings: { runningWords: ['dreaming'], taskTimeMs: 2_500 },
	},
	{
		stage: 'Status check',
		name: 'the clock of the machine jumps ahead by 2 hours',
		settings: { taskTimeMs: 2_500 },
		clockJumpMs: 7_200_000,
	},
	{
		stage: 'Status check',
		name: 'the clock of the machine jumps back by 2 hours',
		settings: { taskTimeMs: 2_500 },
		clockJumpMs: -7_200_000,
	},

	{
		stage: 'Download',
		name: 'connection refused',
		faults: () => [{ on: 'task', action: answers.completed(DEAD_LINK) }],
	},
	...BROKEN.map(at('Download', 1)),
	...lasting.map(at('Download', Infinity)),
	...(
		[
			['slow drip', { kind: 'drip', chunkBytes: 20_000, intervalMs: 500 }],
			['file stalls in the middle', { kind: 'drip', chunkBytes: 100_000, intervalMs: 600_000 }],
			['file ends early', { kind: 'short', bytes: 20_000 }],
			['wrong content type', { kind: 'contentType', contentType: 'text/html' }],
			['JSON instead of the video', { kind: 'json', body: { error: 'expired' } }],
		] as Cause[]
	).map(at('Download', 1)),
	...resultsAt(answers),
	{
		stage: 'Download',
		name: 'link expired',
		faults: () => [
			{ on: 'result', action: { kind: 'status', status: 403, body: 'Request has expired' } },
		],
	},
	{
		stage: 'Download',
		name: 'the host redirects to another host',
		isOnlyAt: 'apimart',
		settings: { resultViaRedirect: true, redirectToOtherHost: true },
	},
	{
		stage: 'Download',
		name: 'URL as a plain string',
		isOnlyAt: 'apimart',
		settings: { videoUrlShape: 'string' },
	},

	{ stage: 'Task', name: 'failed at the service, then fine', settings: { outcome: 'failed' } },
	{
		stage: 'Task',
		name: 'cancelled at the service, then fine',
		settings: { outcome: 'cancelled' },
	},
	{
		stage: 'Task',
		name: 'completed, but at first without a link',
		faults: () => [{ on: 'task', action: answers.completed() }],
	},
	{
		stage: 'Task',
		name: 'three passes of a loop, HTTP 402 at a status check of the second',
		passes: 3,
		ofTask: { number: 2, fault: { on: 'task', action: status(402) } },
	},
	{
		stage: 'Task',
		name: 'three passes of a loop, answer to the second submit lost',
		passes: 3,
		faults: () => [{ on: 'submit', after: 1, action: { kind: 'loseAnswer' } }],
	},
	...ENDS,
	...RUNS,
	...PIECES,
];
