import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { CREDENTIAL_TYPE, credentialsFor } from '../../../n8n/server/examples.mts';
import type { ExecutionInfo, Stored } from '../../../n8n/server/n8nRest.mts';
import { putOut } from '../../support/realN8n/exampleWorkflow.mts';
import { formOf } from '../../support/realN8n/form.mts';
import { until, type Instance } from '../../support/realN8n/instance.mts';
import { Recipes } from '../../support/realN8n/recipes.mts';
import { hostOf } from '../../support/webHost.mts';

let n8n: Instance;
let recipes: Recipes;
beforeAll(async () => {
	recipes = await Recipes.start();
	n8n = recipes.n8n;
});
beforeEach(() => {
	recipes.reset();
	n8n.simulator.ledger.clear();
	n8n.reset();
	n8n.simulator.settings.balanceUsd = 100;
});
afterAll(async () => await n8n?.close());

const credentialWith = async (
	more: ICredentialDataDecryptedObject,
	style: 'first' | 'modelStudio' = 'first',
) => {
	const { name, data } = credentialsFor(n8n.simulator)[style];
	return await n8n.rest.createCredential(name, CREDENTIAL_TYPE, { ...data, ...more });
};

/** What a person does with an execution that asks. */
class Asked {
	private constructor(private readonly id: string) {}

	/** Executes the workflow, until it asks for the first time. */
	static async begin(credential?: Stored, videoUrl?: string): Promise<Asked> {
		const workflow = await recipes.example('approve-before-publishing', credential);
		if (videoUrl !== undefined) {
			const text = JSON.stringify(workflow).replaceAll(n8n.simulator.sampleUrl, videoUrl);
			return new Asked(await recipes.begin(JSON.parse(text) as typeof workflow));
		}
		return new Asked(await recipes.begin(workflow));
	}

	/** @returns the message that a node has for the person, and the page of the form that it links to */
	async question(node: 'Ask Before Buying' | 'Ask for Approval') {
		await until(async () => {
			const { status, data } = await n8n.rest.execution(this.id);
			// It is stored a moment after the status.
			return status === 'waiting' && node in (data?.resultData.runData ?? {});
		});
		const execution = await n8n.rest.execution(this.id);
		const [{ json }] = putOut(execution, node);
		const text = json.text as string;
		const form = text.match(/http\S+/g)!.at(-1)!;
		const { data: page } = await axios.get<string>(form);
		return { execution, text, page, form };
	}

	/** @returns what the page says then, if that is not n8n's own text */
	async answer(form: string, value: string): Promise<string | undefined> {
		const { data: page } = await axios.get<string>(form);
		expect(page).toContain(`>${value}</option>`);
		const { data } = await axios.post<{ formSubmittedText?: string }>(
			form,
			formOf({ 'field-0': value }),
		);
		return data.formSubmittedText;
	}

	/** Says yes to the price. @returns the question whether to publish */
	async sayYes() {
		const { form } = await this.question('Ask Before Buying');
		expect(await this.answer(form, 'Yes')).toMatch(
			/^The edit begins, and usually takes 2–8 minutes/,
		);
		return await this.question('Ask for Approval');
	}

	/** @param node one that runs after the answer */
	async ended(node: string): Promise<ExecutionInfo> {
		// n8n 1 stores that an execution has ended a moment before what happened in it.
		await until(
			async () => node in ((await n8n.rest.execution(this.id)).data?.resultData.runData ?? {}),
		);
		return await n8n.rest.ended(this.id);
	}
}

describe('the edit is bought and published only after two yeses', () => {
	test('yes to both publishes the video, also when its link works no longer', async () => {
		const asked = await Asked.begin();
		const { execution, text, page, form } = await asked.sayYes();
		expect(page).toContain(text.match(/http\S+/)![0]);
		expect(putOut(execution, 'Publish')).toEqual([]);
		const video = await recipes.madeLast();
		n8n.simulator.addFault({
			on: 'result',
			times: Infinity,
			action: { kind: 'status', status: 403 },
		});
		await asked.answer(form, 'Publish');
		const [published, ...others] = putOut(await asked.ended('Publish'), 'Publish');
		expect(others).toEqual([]);
		expect((await n8n.rest.file(published)).equals(video)).toBe(true);
		expect(recipes.submitted()).toEqual([
			expect.objectContaining({
				video_urls: [n8n.simulator.sampleUrl],
				prompt: 'Replace the background with a snowy mountain scene',
				resolution: '720P',
			}),
		]);
		expect(n8n.billed).toBe(1);
	});

	test('no to the price buys nothing', async () => {
		const asked = await Asked.begin();
		const { form } = await asked.question('Ask Before Buying');
		expect(await asked.answer(form, 'No')).toBe('Nothing was bought.');
		const execution = await asked.ended('Do Not Buy');
		expect(execution.status).toBe('success');
		expect(putOut(execution, 'Do Not Buy')).toHaveLength(1);
		expect(putOut(execution, 'Wan Video Edit')).toEqual([]);
		expect(recipes.submitted()).toEqual([]);
	});

	test('no to the video publishes nothing', async () => {
		const asked = await Asked.begin();
		const { form } = await asked.sayYes();
		await asked.answer(form, 'Discard');
		const execution = await asked.ended('Discard');
		expect(putOut(execution, 'Publish')).toEqual([]);
		expect(putOut(execution, 'Discard')).toHaveLength(1);
	});

	test('an edit that costs more by then than the person was told is not bought', async () => {
		const credential = await credentialWith({ price720p: 0.1 });
		const asked = await Asked.begin(credential);
		const { form } = await asked.question('Ask Before Buying');
		const { data } = credentialsFor(n8n.simulator).first;
		await n8n.rest.updateCredential(credential, CREDENTIAL_TYPE, { ...data, price720p: 0.2 });
		await asked.answer(form, 'Yes');
		const { data: ended } = await asked.ended('Wan Video Edit');
		expect(ended.resultData.error!.message).toContain(
			'for up to $2.40, but Cost Limit (USD) is 1.2. Nothing was bought.',
		);
		expect(recipes.submitted()).toEqual([]);
	});
});

describe('message and form tell what is known', () => {
	const offer = async (credential?: Stored, videoUrl?: string) => {
		const asked = await Asked.begin(credential, videoUrl);
		const { text, page } = await asked.question('Ask Before Buying');
		expect(recipes.submitted()).toEqual([]);
		const lines = text.split('\n').slice(1, -1);
		expect(page).toContain('>Your video</a>: Replace the background');
		// The page is HTML: an apostrophe may be written in another way there.
		for (const line of lines) expect(page).toContain(line.replaceAll("'", '&#39;'));
		return lines;
	};

	test('a price in the credential', async () => {
		n8n.simulator.settings.balanceUsd = 99.4;
		expect(await offer(await credentialWith({ price720p: 0.1 }))).toEqual([
			'Cost: about $0.60, or up to $1.20 if the service bills the seconds of your video, too.',
			'Price: the one in your credential.',
			'Balance: $99.40.',
		]);
	});

	test('no price', async () => {
		expect(await offer()).toEqual([
			'Cost: not known. To be told it, enter what your account pays in the credential, under Price per Second.',
			'Balance: $100.00.',
		]);
	});

	test('Model Studio bills both videos, and tells no balance', async () => {
		expect(await offer(await credentialWith({ price720p: 0.1 }, 'modelStudio'))).toEqual([
			'Cost: about $1.20. The service bills the seconds of your video, too.',
			'Price: the one in your credential.',
			'Balance: the service does not tell it.',
		]);
	});

	test.each([
		[1, 'Balance: $1.00. That may not be enough.'],
		[0.5, 'Balance: $0.50. That is not enough.'],
	])('a balance of %d', async (balanceUsd, words) => {
		n8n.simulator.settings.balanceUsd = balanceUsd;
		expect(await offer(await credentialWith({ price720p: 0.1 }))).toContain(words);
	});

	test('a video whose length nobody can tell', async () => {
		const silent = await hostOf((_request, response) => void response.writeHead(503).end());
		const lines = await offer(await credentialWith({ price720p: 0.1 }), silent.url);
		silent.close();
		expect(lines[0]).toBe(
			'Cost: at most $2.02. How long the video is could not be found out: this is for the longest that can be edited.',
		);
	});
});
