import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ModelStudioBench } from './modelStudioClient.mts';

let bench: ModelStudioBench;
let url: string;
beforeEach(async () => {
	bench = await ModelStudioBench.start();
	url = (await bench.done()).output.video_url ?? '';
});
afterEach(() => bench.simulator.close());

const codeIn = ({ data }: { data: Buffer }) => /<Code>(.*)<\/Code>/.exec(data.toString())?.[1];

describe('a link to a result', () => {
	test('is signed, and says in Unix seconds when it dies', () => {
		const { origin, searchParams } = new URL(url);
		expect(origin).toBe(bench.simulator.filesUrl);
		expect([...searchParams.keys()]).toEqual(['Expires', 'OSSAccessKeyId', 'Signature']);
		const inS = Number(searchParams.get('Expires')) - Date.now() / 1000;
		expect(Math.abs(inS - 86_400)).toBeLessThan(60);
		for (const sign of ['%2B', '%2F', '%3D']) expect(url).toContain(sign);
	});

	test('can be fetched, whole or in parts', async () => {
		const whole = await bench.fetch(url);
		expect(whole).toMatchObject({ status: 200, headers: { 'content-type': 'video/mp4' } });
		const part = await bench.fetch(url, 'GET', { Range: 'bytes=0-99' });
		expect(part.status).toBe(206);
		expect(part.data.equals(whole.data.subarray(0, 100))).toBe(true);
	});

	test('is for GET only', async () => {
		expect((await bench.fetch(url, 'HEAD')).status).toBe(403);
	});

	test.each(['Bearer sim-key-0123456789', 'Basic YTpi'])(
		'takes no Authorization %s, and has it on record',
		async (Authorization) => {
			const answer = await bench.fetch(url, 'GET', { Authorization });
			expect([answer.status, codeIn(answer)]).toEqual([400, 'InvalidArgument']);
			expect(bench.simulator.requests.at(-1)).toMatchObject({
				listener: 'files',
				headers: { authorization: Authorization },
			});
		},
	);

	test.each([
		['an encoding taken off', (link: string) => decodeURIComponent(link)],
		['an encoding put on', (link: string) => link.replaceAll('%', '%25')],
		['another end', (link: string) => link.replace(/Expires=\d/, 'Expires=9')],
		['no query', (link: string) => link.split('?', 1)[0] ?? ''],
	])('is refused with %s', async (_what, change) => {
		const answer = await bench.fetch(change(url));
		expect([answer.status, codeIn(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
	});

	test('is unknown under another name', async () => {
		const answer = await bench.fetch(url.replace('.mp4', '.mov'));
		expect([answer.status, codeIn(answer)]).toEqual([404, 'NoSuchKey']);
	});

	test('dies, and is not renewed', async () => {
		const living = (await bench.done()).output.video_url ?? '';
		expect((await bench.fetch(living)).status).toBe(200);
		bench.simulator.settings.resultLifetimeMs = 0;
		const done = await bench.done();
		const link = done.output.video_url ?? '';
		const answer = await bench.fetch(link);
		expect([answer.status, codeIn(answer)]).toEqual([403, 'AccessDenied']);
		expect((await bench.check(done.output.task_id)).output.video_url).toBe(link);
	});
});
