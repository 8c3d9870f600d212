import type { Fault, FaultAction } from '../../simulator/index.mts';
import { ANSWERS } from './answers.mts';
import type { NamedFault } from './namedFault.mts';

const { error } = ANSWERS.modelStudio;

const RESET: FaultAction = { kind: 'reset' };
const LOST: Fault = { on: 'submit', action: { kind: 'loseAnswer' } };
/** The same when the service has not seen the submit. */
const LOST_BEFORE: Fault = { on: 'submit', action: RESET };

const CHECKS = /^\/api\/v1\/tasks\/[^/]+$/;
/** Long enough for a Stop to come before. */
const PENDING_MS = 30_000;

/** What goes wrong with the list of tasks, in which a submit without an answer is looked for. */
const ofList = (name: string, action: FaultAction, times = 1): NamedFault => ({
	stage: 'List',
	name: `answer to the submit lost, ${name}`,
	isAboutTime: times > 1 || action.kind === 'stall',
	faults: () => [LOST, { on: 'list', times, action }],
});

const LISTS: NamedFault[] = [
	ofList('connection reset', RESET),
	ofList('connection reset until the workflow gives up', RESET, Infinity),
	ofList('HTTP 401', error(401, 'InvalidApiKey')),
	ofList('HTTP 503', { kind: 'status', status: 503 }),
	ofList('web page, HTTP 200', { kind: 'html', status: 200 }),
	ofList('empty answer', { kind: 'empty' }),
	ofList('broken JSON', { kind: 'truncatedJson' }),
	ofList('a task that is counted and not shown', {
		kind: 'json',
		body: { request_id: 'request-1', total: 1, total_page: 1, data: [] },
	}),
	ofList('answer after 20 s', { kind: 'stall', ms: 20_000 }),
	{
		stage: 'List',
		name: 'answer to the submit lost, and the list is refused for ever',
		lasts: true,
		settings: { listRefused: true },
		faults: () => [LOST],
	},
	{
		stage: 'List',
		name: 'answer to the submit lost, and the task is listed ten seconds later',
		settings: { listLagMs: 10_000 },
		faults: () => [LOST],
	},
	...[3, -3].map(
		(hours): NamedFault => ({
			stage: 'List',
			name: `answer to the submit lost, and the clock of the service is ${Math.abs(hours)} hours ${hours > 0 ? 'ahead' : 'behind'}`,
			settings: { clockOffsetMs: hours * 3_600_000 },
			faults: () => [LOST],
		}),
	),
	{
		stage: 'List',
		name: 'submit lost on its way, beside a task of another program',
		foreign: [{ taskTimeMs: 3_000 }],
		faults: () => [LOST_BEFORE],
	},
	{
		stage: 'List',
		name: 'answer to the submit lost, beside tasks of another program',
		foreign: [{ taskTimeMs: 3_000 }, { taskTimeMs: 3_000, fails: true }],
		faults: () => [LOST],
	},
	{
		stage: 'List',
		name: 'answer to the submit lost, and the task listed after one of another program, which fails',
		settings: { listLagMs: 3_000 },
		foreign: [{ taskTimeMs: 8_000, fails: true }],
		faults: () => [LOST],
	},
	{
		stage: 'List',
		name: 'answer to the submit lost, at a service that tells no prompts',
		settings: { origPromptShown: 'never' },
		faults: () => [LOST],
	},
];

const setup = () => ({ hasFile: true });

/** What goes wrong with the upload of a file: with its policy, or with the file itself. */
const ofUpload = (name: string, fault: Fault): NamedFault => ({
	stage: 'Upload',
	name,
	setup,
	faults: () => [fault],
});

const UPLOADS: NamedFault[] = [
	{ stage: 'Upload', name: 'none', setup },
	ofUpload('policy: connection reset', { on: 'policy', action: RESET }),
	ofUpload('policy: HTTP 401', { on: 'policy', action: error(401, 'InvalidApiKey') }),
	ofUpload('policy: HTTP 429', { on: 'policy', action: error(429, 'Throttling.RateQuota') }),
	ofUpload('policy: HTTP 503', { on: 'policy', action: { kind: 'status', status: 503 } }),
	ofUpload('policy: web page, HTTP 200', { on: 'policy', action: { kind: 'html', status: 200 } }),
	ofUpload('policy: HTTP 503 until the workflow gives up', {
		on: 'policy',
		times: Infinity,
		action: { kind: 'status', status: 503 },
	}),
	{
		stage: 'Upload',
		name: 'policy: expired when the file comes',
		setup,
		faults: () => [
			{
				on: 'upload',
				action: {
					kind: 'status',
					status: 403,
					body: '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>',
				},
			},
		],
	},
	ofUpload('file: connection reset', { on: 'upload', action: RESET }),
	ofUpload('file: answer lost', { on: 'upload', action: { kind: 'loseAnswer' } }),
	ofUpload('file: HTTP 503', { on: 'upload', action: { kind: 'status', status: 503 } }),
	ofUpload('file: connection reset until the workflow gives up', {
		on: 'upload',
		times: Infinity,
		action: RESET,
	}),
	{
		stage: 'Upload',
		name: 'fine, and the answer to the submit lost',
		setup,
		faults: () => [LOST],
	},
];

/** What goes wrong with the cancel that follows a Stop before the task has begun. */
const ofCancel = (name: string, faults: Fault[] = [], again = false): NamedFault => ({
	stage: 'Cancel',
	name: `Stop before the task has begun${name}${again ? ', then executed again' : ''}`,
	again,
	settings: { pendingTimeMs: PENDING_MS },
	stop: { after: CHECKS, each: true },
	faults: () => faults,
});

const BEGUN: Fault = { on: 'cancel', action: error(400, 'UnsupportedOperation') };

const CANCELS: NamedFault[] = [
	ofCancel(''),
	ofCancel('', [], true),
	ofCancel(', answer to the cancel lost', [{ on: 'cancel', action: { kind: 'loseAnswer' } }]),
	ofCancel(', connection reset at the cancel', [{ on: 'cancel', action: RESET }]),
	ofCancel(', no answer to the cancel', [{ on: 'cancel', action: { kind: 'stall' } }]),
	ofCancel(', which begins before the cancel comes', [
		BEGUN,
	]),
	ofCancel(', which begins before the cancel comes', [BEGUN], true),
];

/** What can go wrong at Model Studio only. */
export const MODEL_STUDIO: NamedFault[] = [
	...LISTS,
	...UPLOADS,
	...CANCELS,
	{
		stage: 'Run',
		name: '30 edits at once at a service that takes five submits a second and runs five tasks at a time',
		rows: Array.from({ length: 30 }, (_, row) => ({ row })),
		setup: () => ({ prompt: '"Edit " + $json.row' }),
	},
	{
		stage: 'Run',
		name: 'ten edits at once, of which the answers to five submits are lost',
		rows: Array.from({ length: 10 }, (_, row) => ({ row })),
		setup: () => ({ prompt: '"Edit " + $json.row' }),
		faults: () => [{ ...LOST, times: 5 }],
	},
];
