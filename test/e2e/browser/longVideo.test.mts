import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { MINUTE_PIECES, MINUTE_S, makeMinuteVideo } from '../../support/minuteVideo.mts';
import { Editor } from '../../support/realN8n/editor.mts';
import { Instance, NODE } from '../../support/realN8n/instance.mts';
import { hostOf, type WebHost } from '../../support/webHost.mts';

let n8n: Instance;
let editor: Editor;
let host: WebHost;
let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'minute-'));
	const path = join(folder, 'minute.mp4');
	await makeMinuteVideo(path);
	const content = await readFile(path);
	host = await hostOf((_request, response) => void response.end(content));
	n8n = await Instance.start();
	editor = await Editor.signIn(n8n.origin);
});
afterAll(async () => {
	await editor?.close();
	await n8n?.close();
	host?.close();
	await rm(folder, { recursive: true, force: true });
});

test('a video of a minute is too long, the message names the option, and with it the edited minute plays', async () => {
	await editor.openWorkflow(await n8n.workflow({ videoUrl: host.url }));
	await editor.openNode(NODE);
	await editor.executeStep();
	const { output } = editor;
	await output.getByTestId('node-error-description').waitFor();
	expect(await output.getByTestId('node-error-description').innerText()).toContain(
		'Add the option Long Videos',
	);
	await editor.screenshot('too-long');
	expect(n8n.billed).toBe(0);

	await editor.addOption('Long Videos');
	await editor.choose('longVideos', 'Edit in Pieces and Join');
	await editor.screenshot('long-videos-chosen');
	await editor.executeStep();
	await output.getByText('wan-edit-task_').waitFor({ timeout: 300_000 });
	expect(n8n.billed).toBe(MINUTE_PIECES);
	await output.getByTestId('radio-button-json').click();
	await output.getByText('"pieces"').waitFor();
	await editor.screenshot('pieces');

	await output.getByTestId('radio-button-binary').click();
	await output.getByTestId('ndv-view-binary-data').click();
	const seconds = await output.locator('video').evaluate(async (video: HTMLVideoElement) => {
		const ended = new Promise((resolve) => (video.onended = resolve));
		video.playbackRate = 16;
		await video.play();
		await ended;
		return video.duration;
	});
	await editor.screenshot('minute-played');
	expect(seconds).toBeCloseTo(MINUTE_S, 0);
});
