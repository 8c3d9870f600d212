import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { Workbench, type Outcome } from '../support/workbench.mts';

/** With signs that are escaped, so that no form is like another. */
const KEY = 'sim-key/with+signs=0123456789';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start({ apiKey: KEY });
});
beforeEach(() => bench.reset({ outcome: 'completed', failureMessage: '', taskIdSuffix: '' }));
afterAll(async () => await bench.close());

const base64 = (text: string) => Buffer.from(text).toString('base64');
/** What a service may make of the key when it shows a request in its answer. */
const forms: Array<[string, string]> = [
	['as it is', KEY],
	['in a URL', encodeURIComponent(KEY)],
	['in a URL, in small letters', encodeURIComponent(KEY).toLowerCase()],
	['in base64', base64(KEY)],
	['in base64 with "Bearer"', base64(`Bearer ${KEY}`)],
	['in base64 with a user', base64(`user:${KEY}`)],
	['with the escapes of JSON', KEY.replaceAll('/', '\\/')],
	['in HTML', KEY.replaceAll('/', '&#x2F;').replaceAll('+', '&#43;')],
];

/** Neither n8n's data nor what a person reads holds the key in any form; bits at its ends do not count. */
function holdsNoKey({ run, items }: Outcome): void {
	const shown = JSON.stringify([run.data, items]);
	for (const [, form] of forms) {
		expect(shown).not.toContain(form.slice(2, -4));
		expect(shown).not.toContain(JSON.stringify(form).slice(3, -5));
	}
}

describe('a key that the service shows is in no', () => {
	test.each(forms)('message of a submit: %s', async (_how, form) => {
		const body = { error: { message: `bad header ${form} (end)` } };
		bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 400, body } });
		const outcome = await bench.edit();
		expect(outcome.error?.message).toMatch(/bad header .*\*\*\*=* \(end\)/);
		holdsNoKey(outcome);
	});

	test('message of a failed task', async () => {
		for (const [, form] of forms) {
			bench.reset({ outcome: 'failed', failureMessage: `bad header ${form}` });
			holdsNoKey(await bench.edit());
		}
	});

	test('message that names the tasks of all items', async () => {
		bench.reset({ taskIdSuffix: `-${KEY}` });
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		const { error } = await bench.edit(
			{ prompt: '={{ $json.row }}' },
			{ items: [{ row: 'a' }, { row: 'b' }] },
		);
		const shown = `${error?.message} ${error?.description}`;
		expect(shown).toMatch(
			/Tasks of this run: task_\w+-\*\*\* \(item 0\), task_\w+-\*\*\* \(item 1\)/,
		);
		expect(shown).not.toContain(KEY);
	});

	test('item, with or without Simplify', async () => {
		const failureMessage = forms.map(([, form]) => form).join(' ');
		bench.reset({ outcome: 'failed', failureMessage, taskTimeMs: 0 });
		const { items } = await bench.edit({ waitForCompletion: false });
		const taskId = items[0].json.taskId as string;
		for (const simplify of [true, false]) {
			let found = await bench.getTask({ taskId: taskId, simplify });
			while (found.items[0].json.status !== 'failed') {
				found = await bench.getTask({ taskId: taskId, simplify });
			}
			expect(JSON.stringify(found.items)).toContain('***');
			holdsNoKey(found);
		}
	});

	test('name of a file', async () => {
		bench.reset({ taskIdSuffix: `-${KEY}` });
		const { items } = await bench.edit();
		const { fileName, ...file } = items[0].binary!.data;
		expect(fileName).toMatch(/^wan-edit-task_\w+-___\.mp4$/);
		expect(file.mimeType).toBe('video/mp4');
		expect(items[0].json.taskId).toMatch(/-\*\*\*$/);
	});
});
