import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import {
	ERROR_ROWS,
	startSimulator,
	type ErrorRow,
	type FaultAction,
	type FaultPoint,
} from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { SAMPLE_PATH } from '../support/media.mts';
import { Workbench, type Outcome } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
	// How long a task may be missing in the service's list.
	timeLimitsOfBuiltNode().listLag = 200;
});
beforeEach(() => {
	// Another key is another account, whose pace no other test has slowed down.
	bench.reset({ apiKey: `sk-${expect.getState().currentTestName}`.replace(/\W+/g, '-') });
});
afterAll(async () => await bench.close());

const options = () => ({ credential: { ...bench.credential, apiStyle: 'modelStudio' } });
const submits = () => bench.requests('POST', /\/video-synthesis$/);
const checks = () => bench.requests('GET', /^\/api\/v1\/tasks\/./);
const policies = () => bench.requests('GET', /^\/api\/v1\/uploads$/);

const answer = ({ status, code, message }: ErrorRow): FaultAction => ({
	kind: 'status',
	status,
	body: { code, message, request_id: 'r-1' },
});

interface Failure extends Outcome {
	words: string;
}

const told = (outcome: Outcome): Failure => ({
	...outcome,
	words: `${outcome.error?.message} | ${outcome.error?.description}`,
});

/** An edit whose requests of a kind are all refused so. */
async function refusedAt(on: FaultPoint, row: ErrorRow, parameters: INodeParameters = {}) {
	bench.simulator.addFault({ on, times: Infinity, action: answer(row) });
	return told(await bench.edit(parameters, options()));
}

const NOT_BILLED = 'This edit was not started and is not billed.';
const TOP_UP = 'Top up at the service';
const FETCH = 'Put the file where anybody can fetch it quickly, without a login';
const CHANGE = 'Change the prompt, the video or the reference images';
const FIT = 'Change what the reason names, e.g. cut, convert or shrink the file.';
const CORRECT = 'Correct what the service names and run the node again.';
const ACTIVATE = 'Activate Wan2.7-VideoEdit in the console of the service, in the region of the';
const SETTLE = 'Settle it in the account at the service';
const MORE = 'Get more at the service, or allow paid use there if only the free quota is allowed';
const REGION = 'Choose the service in the region of the API key';

const refused = (because: string) => `The service refused the edit, because ${because}`;
const NOT_FETCHED = refused('the service could not fetch the video or an image');
const MODERATED = refused("the service's moderation refused it");
const UNFIT = refused('the video or an image is not what the model takes');
const BILL = 'The account has an unpaid bill or no way to pay';
const QUOTA = 'The quota of the account is used up';
const NOT_YET = 'The account may not use the model yet';
const NOT_HERE = 'The model or the workspace does not exist at this address';
const NOT_ALLOWED = 'The API key is not allowed to do this';

/** What a person reads when a submit is refused so, and what to do next. */
const WORDS: Record<string, [happened: string, next: string]> = {
	InvalidParameter: ['The service refused the edit', CORRECT],
	'InvalidParameter.DataInspection': [NOT_FETCHED, FETCH],
	InvalidURL: [NOT_FETCHED, FETCH],
	'InvalidURL.Timeout': [NOT_FETCHED, FETCH],
	'InvalidURL.ConnectionRefused': [NOT_FETCHED, FETCH],
	'BadRequest.InputDownloadFailed': [NOT_FETCHED, FETCH],
	DataInspectionFailed: [MODERATED, CHANGE],
	IPInfringementSuspect: [MODERATED, CHANGE],
	'InvalidFile.Duration': [UNFIT, FIT],
	'InvalidFile.Size': [UNFIT, FIT],
	'InvalidFile.Resolution': [UNFIT, FIT],
	'InvalidFile.FPS': [UNFIT, FIT],
	'InvalidFile.Format': [UNFIT, FIT],
	'InvalidFile.AspectRatio': [UNFIT, FIT],
	'InvalidFile.Openerror': [UNFIT, FIT],
	UnsupportedOperation: ['The service refused the edit', CORRECT],
	Arrearage: ['The balance is used up', TOP_UP],
	InvalidApiKey: [
		'The service does not accept the API key',
		'belongs to the chosen service: a key of one service, or of one region, does not work at another',
	],
	AccessDenied: [NOT_ALLOWED, 'Check the models, IP addresses and quota of the key'],
	'Workspace.AccessDenied': [NOT_ALLOWED, 'Check the models, IP addresses and quota of the key'],
	'AccessDenied.Unpurchased': [NOT_YET, ACTIVATE],
	'Model.AccessDenied': [NOT_YET, ACTIVATE],
	'AllocationQuota.FreeTierOnly': [QUOTA, MORE],
	'Throttling.AllocationQuota': [QUOTA, MORE],
	ModelNotFound: [NOT_HERE, REGION],
	WorkSpaceNotFound: [NOT_HERE, REGION],
	CommodityNotPurchased: [BILL, SETTLE],
	PrepaidBillOverdue: [BILL, SETTLE],
	PostpaidBillOverdue: [BILL, SETTLE],
};
/** n8n takes it for the network's ENOTFOUND, and would swap the message. */
const shown = (code: string) => code.replace('WorkSpaceNotFound', 'WorkSpace NotFound');
const isPassing = ({ code }: ErrorRow) =>
	/^(Throttling(\.(RateQuota|BurstRate))?|InternalError.*)$/.test(code);
const FINAL = ERROR_ROWS.filter((row) => !isPassing(row));
const THROTTLING = ERROR_ROWS.filter((row) => isPassing(row) && row.status === 429);
const INTERNAL = ERROR_ROWS.filter((row) => isPassing(row) && row.status === 500);
const named = (rows: readonly ErrorRow[]) =>
	rows.map((row): [string, ErrorRow] => [`${row.status} ${row.code}`, row]);

describe('a submit that is refused is not repeated, and not billed', () => {
	test.each(named(FINAL))('%s', async (_name, row) => {
		const { error, items } = await refusedAt('submit', row);
		const [happened, next] = WORDS[row.code];
		expect(items).toEqual([]);
		expect(error?.message).toBe(
			`${happened} (HTTP ${row.status}: ${shown(row.code)}, ${row.message})`,
		);
		expect(error?.description).toContain(next);
		expect(error?.description).toContain(NOT_BILLED);
		expect(submits()).toHaveLength(1);
		expect(bench.simulator.tasks.size).toBe(0);
	});
});

describe('a submit that the service throttles is waited out', () => {
	test.each(named(THROTTLING))('%s', async (_name, row) => {
		bench.simulator.addFault({ on: 'submit', times: 2, action: answer(row) });
		const { error, items } = await bench.edit({}, options());
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('SUCCEEDED');
		const [first, second, third] = submits().map(({ atMs }) => atMs);
		expect(second - first).toBeGreaterThanOrEqual(990);
		expect(third - second).toBeGreaterThanOrEqual(1990);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('but not for ever', async () => {
		const { error } = await refusedAt('submit', THROTTLING[0]);
		expect(error?.message).toMatch(
			/^The service is receiving too many requests \(HTTP 429: Throttling\.RateQuota, /,
		);
		expect(error?.description).toContain("the node's Batching option");
		expect(error?.description).toContain(NOT_BILLED);
		expect(submits()).toHaveLength(5);
	});
});

describe('a submit during which the service fails', () => {
	test.each(named(INTERNAL))('is repeated once nothing was bought: %s', async (_name, row) => {
		bench.simulator.addFault({ on: 'submit', action: answer(row) });
		const { error, items } = await bench.edit({ prompt: 'Snow' }, options());
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('SUCCEEDED');
		expect(submits()).toHaveLength(2);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test.each(named(INTERNAL))('but has bought it is not repeated: %s', async (_name, row) => {
		const fault = { on: 'submit', afterHandling: true, action: answer(row) } as const;
		bench.simulator.addFault(fault);
		const { error, items } = await bench.edit({ prompt: 'Snow' }, options());
		expect(error).toBeUndefined();
		expect(items[0].json.taskId).toBe(await bench.taskId());
		expect(submits()).toHaveLength(1);
		expect(bench.simulator.ledger.billed).toBe(1);
	});
});

test('a submit that never brings a task is given up once it is sure that nothing was bought', async () => {
	const spoilt: Array<[FaultAction, happened: string, next: string]> = [
		[
			answer(INTERNAL[0]),
			'The service failed while accepting the edit (HTTP 500: InternalError, ',
			'Run the node again in a minute.',
		],
		[
			{ kind: 'redirect', to: 'https://example.com/' },
			'The service answered with a redirect, which is not followed',
			'Enter the final address as the Base URL of the credential, and run the node again.',
		],
		[
			{ kind: 'html', status: 200 },
			'The service did not say that it accepted the edit: not the expected answer: a web page',
			'Run the node again in a minute.',
		],
	];
	const failures = spoilt.map(async ([action, happened, next]) => {
		const service = await startSimulator();
		try {
			service.addFault({ on: 'submit', times: Infinity, action });
			const credential = { ...options().credential, baseUrl: service.url, apiKey: service.apiKey };
			const { error } = await bench.edit({}, { credential });
			expect(error?.message).toContain(happened);
			expect(error?.description).toBe(`${next} ${NOT_BILLED}`);
			expect(service.ledger.submits).toBe(0);
		} finally {
			await service.close();
		}
	});
	await Promise.all(failures);
});

describe('a status check that is refused for the account’s sake ends the wait, and names the task', () => {
	const NEXT: Record<string, string> = {
		Arrearage: TOP_UP,
		InvalidApiKey: 'belongs to the chosen service and its region',
		AccessDenied: 'Check the models, IP addresses and quota of the API key',
		'Workspace.AccessDenied': 'Check the models, IP addresses and quota of the API key',
		'AccessDenied.Unpurchased': 'that the model is still activated',
		'Model.AccessDenied': 'that the model is still activated',
		'AllocationQuota.FreeTierOnly': 'Get more quota at the service',
		'Throttling.AllocationQuota': 'Get more quota at the service',
		ModelNotFound: 'in the region of the API key',
		WorkSpaceNotFound: 'in the region of the API key',
		CommodityNotPurchased: 'Settle the bill in the account',
		PrepaidBillOverdue: 'Settle the bill in the account',
		PostpaidBillOverdue: 'Settle the bill in the account',
	};

	test.each(named(FINAL.filter(({ code }) => code in NEXT)))('%s', async (_name, row) => {
		const { error } = await refusedAt('task', row);
		const taskId = await bench.taskId();
		expect(error?.message).toBe(
			`The service gave no information about task ${taskId} (HTTP ${row.status}: ${shown(row.code)}, ${row.message})`,
		);
		expect(error?.description).toContain(NEXT[row.code]);
		expect(error?.description).toContain(`the operation "Get Task" with the task ID ${taskId}`);
		expect(error?.description).not.toContain(NOT_BILLED);
		expect(checks()).toHaveLength(1);
		expect(submits()).toHaveLength(1);
	});

	test('what it says of the task itself must come three times', async () => {
		const row = FINAL.find(({ code }) => code === 'InvalidParameter')!;
		const { error } = await refusedAt('task', row);
		expect(error?.message).toContain(`about task ${await bench.taskId()} (HTTP 400: InvalidPar`);
		expect(checks()).toHaveLength(3);
	});
});

test('a status check that fails or is throttled is waited out', async () => {
	for (const row of [...THROTTLING, ...INTERNAL]) {
		bench.simulator.addFault({ on: 'task', action: answer(row) });
	}
	const { error, items } = await bench.edit({}, options());
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect(checks().length).toBeGreaterThan(THROTTLING.length + INTERNAL.length);
	expect(submits()).toHaveLength(1);
});

describe('the policy for an upload', () => {
	const editFile = async () => {
		const content = await readFile(SAMPLE_PATH);
		const about = { content, fileName: 'clip.mp4', mimeType: 'video/mp4' };
		const file = await bench.engine.storeFile(about);
		const parameters = { videoSource: 'binary', binaryPropertyName: 'data' };
		return told(await bench.edit(parameters, { ...options(), files: [{ data: file }] }));
	};

	const NEXT: Record<string, string> = {
		Arrearage: TOP_UP,
		InvalidApiKey: 'belongs to the chosen service',
		'AccessDenied.Unpurchased': 'Activate Wan2.7-VideoEdit',
		'Model.AccessDenied': 'Activate Wan2.7-VideoEdit',
		'Throttling.AllocationQuota': 'Get more quota',
		ModelNotFound: REGION,
		PostpaidBillOverdue: 'Settle the bill',
	};

	test.each(named(FINAL.filter(({ code }) => code in NEXT)))(
		'that is refused is not asked for again: %s',
		async (_name, row) => {
			bench.simulator.addFault({ on: 'policy', times: Infinity, action: answer(row) });
			const { error, words } = await editFile();
			expect(error?.message).toContain('could not be uploaded');
			expect(error?.message).toContain(`HTTP ${row.status}: ${row.code}, ${row.message}`);
			expect(error?.description).toContain(NEXT[row.code]);
			expect(words).toContain(NOT_BILLED);
			expect(policies()).toHaveLength(1);
			expect(submits()).toEqual([]);
		},
	);

	test('that is throttled is waited out', async () => {
		bench.simulator.addFault({ on: 'policy', times: 2, action: answer(THROTTLING[0]) });
		const { error, items } = await editFile();
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('SUCCEEDED');
		expect(policies()).toHaveLength(3);
	});
});

describe('an answer of 200 to a submit', () => {
	test.each<[string, object]>([
		['an error and a task', { code: 'Arrearage', output: { task_id: '{taskId}' } }],
		['a request ID alone', { request_id: 'r-1' }],
		['a task without an ID', { output: { task_status: 'PENDING' } }],
	])('with %s is looked up in the list, and bought once', async (_what, body) => {
		const action: FaultAction = { kind: 'json', body };
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action });
		const { error, items } = await bench.edit({ prompt: 'Snow' }, options());
		expect(error).toBeUndefined();
		expect(items[0].json.taskId).toBe(await bench.taskId());
		expect(submits()).toHaveLength(1);
	});

	test('that breaks off behind the task ID still tells the task', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'short', bytes: 95 } });
		const { error, items } = await bench.edit({}, options());
		expect(error).toBeUndefined();
		expect(items[0].json.taskId).toBe(await bench.taskId());
		expect(bench.requests('GET', /^\/api\/v1\/tasks\/$/)).toEqual([]);
	});
});

test('the key is in no part of an error, an item or a log, even if the service puts it there', async () => {
	const logged: unknown[] = [];
	const log = { value: (...about: unknown[]) => void logged.push(about) };
	const logger = Container.get(Logger);
	const spy = { debug: log, info: log, warn: log, error: log };
	Container.set(Logger, Object.create(logger, spy) as Logger);
	const { apiKey } = bench.simulator;
	const message = `the key ${apiKey} is ${apiKey}`;
	try {
		for (const on of ['submit', 'task'] as const) {
			const { run, words } = await refusedAt(on, { status: 401, code: 'InvalidApiKey', message });
			expect(words).toContain('the key *** is ***');
			expect(JSON.stringify(run.data)).not.toContain(apiKey);
			bench.simulator.clearFaults();
		}
		const output = { task_id: '{taskId}', task_status: `DONE ${apiKey}`, orig_prompt: message };
		const body = { request_id: apiKey, output };
		bench.simulator.addFault({ on: 'task', action: { kind: 'json', body }, times: Infinity });
		for (const simplify of [true, false]) {
			const more = { onTimeout: 'returnTask', timeout: 0.03 };
			const { items, run } = await bench.edit({ simplify, options: more }, options());
			expect(JSON.stringify(items)).toContain('DONE ***');
			expect(JSON.stringify(run.data)).not.toContain(apiKey);
		}
	} finally {
		Container.set(Logger, logger);
	}
	await delay(100);
	expect(logged.length).toBeGreaterThan(0);
	expect(JSON.stringify(logged)).not.toContain(apiKey);
});

test('under "On Error: Continue" the error is a row that keeps its pairing', async () => {
	const row = FINAL.find(({ code }) => code === 'Arrearage')!;
	bench.simulator.addFault({ on: 'submit', action: answer(row) });
	const node = { onError: 'continueRegularOutput' } as const;
	const { items } = await bench.edit({}, { ...options(), node });
	expect(items[0].json).toEqual({
		error: `The balance is used up (HTTP 400: Arrearage, ${row.message})`,
	});
	expect(items[0].pairedItem).toEqual({ item: 0 });
});
