import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';

import { OWNER, type Stored } from '../../../n8n/server/n8nRest.mts';
import { CHROMIUM } from './chromium.mts';

selectors.setTestIdAttribute('data-test-id');

const SCREENSHOTS = join(import.meta.dirname, '../../e2e/screenshots');

/** Chromium looks for updates and phones its makers otherwise, which takes long without a network. */
const CHROMIUM_OPTIONS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** n8n's editor in a browser, in the hands of its owner. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly origin: string,
	) {}

	static async signIn(origin: string): Promise<Editor> {
		const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_OPTIONS });
		const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
		// With room for a slow computer.
		page.setDefaultTimeout(120_000);
		await page.goto(`${origin}/signin`);
		await page.fill('input[name=emailOrLdapLoginId]', OWNER.email);
		await page.fill('input[name=password]', OWNER.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL(/home|workflow/);
		return new Editor(browser, page, origin);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** What n8n's own tests call by this name. */
	byId(id: string): Locator {
		return this.page.getByTestId(id);
	}

	/** Writes what the person sees, to be looked at. */
	async screenshot(name: string): Promise<void> {
		await mkdir(SCREENSHOTS, { recursive: true });
		// Buttons and messages fade in.
		await this.page.waitForTimeout(500);
		await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
	}

	async openWorkflow({ id }: Stored): Promise<void> {
		await this.page.goto(`${this.origin}/workflow/${id}`);
		await this.byId('canvas-node').first().waitFor();
	}

	/** Opens the nodes panel at the plus sign behind a node. */
	async addAfter(name: string): Promise<void> {
		await this.byId('canvas-node').filter({ hasText: name }).hover();
		await this.byId('canvas-handle-plus').click();
	}

	/** Types into the nodes panel. @returns the nodes of this name that it shows */
	async searchNodes(text: string, name: string): Promise<Locator> {
		const panel = this.byId('node-creator');
		await panel.getByRole('textbox').fill(text);
		return panel.getByText(name, { exact: true });
	}

	async openNode(name: string): Promise<void> {
		await this.byId('canvas-node').filter({ hasText: name }).dblclick();
		await this.byId('ndv').waitFor();
		await this.byId('node-parameters').locator('label').first().waitFor();
	}

	/** A parameter of the open node, by its internal name. */
	parameter(name: string): Locator {
		return this.byId(`parameter-input-${name}`);
	}

	/** Types into a text or number field of the open node. */
	async fill(name: string, value: string): Promise<void> {
		await this.parameter(name).locator('input, textarea').first().fill(value);
	}

	/** Chooses in a dropdown of the open node. */
	async choose(name: string, option: string): Promise<void> {
		await this.parameter(name).click();
		const words = this.page.getByText(option, { exact: true });
		await this.page.getByRole('option').filter({ has: words }).click();
	}

	/** Adds an option of the open node, by its label. */
	async addOption(label: string): Promise<void> {
		await this.byId('collection-parameter-add').first().click();
		const words = this.page.getByText(label, { exact: true });
		await this.byId('collection-parameter-option').filter({ has: words }).click();
	}

	/** The labels of the open node's parameters, and whether the editor cuts them. */
	async labels(): Promise<Array<{ text: string; isCut: boolean }>> {
		return await this.byId('node-parameters')
			.locator('label')
			.evaluateAll((labels) =>
				labels.map((label) => ({
					text: (label as HTMLElement).innerText.split('\n')[0].trim(),
					isCut: [...label.querySelectorAll('*')].some(
						({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1,
					),
				})),
			);
	}

	/** What the dropdown of a field offers, and whether the editor cuts any of its words. */
	async offered(name: string): Promise<Array<{ text: string; isCut: boolean }>> {
		await this.parameter(name).locator('input').first().click();
		const list = this.page.getByRole('option').filter({ visible: true });
		await list.first().waitFor();
		const offered = await list.evaluateAll((options) =>
			options.map((option) => ({
				text: (option as HTMLElement).innerText.split('\n')[0].trim(),
				isCut: [option, ...option.querySelectorAll('*')].some(
					({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1,
				),
			})),
		);
		await this.page.keyboard.press('Escape');
		await list.first().waitFor({ state: 'hidden' });
		return offered;
	}

	/** The labels of the options that can be added to the open node. */
	async options(): Promise<string[]> {
		await this.byId('collection-parameter-add').first().click();
		const list = this.byId('collection-parameter-option').filter({ visible: true });
		await list.first().waitFor();
		const labels = (await list.allInnerTexts()).map((label) => label.trim());
		await this.page.keyboard.press('Escape');
		await list.first().waitFor({ state: 'hidden' });
		return labels;
	}

	/** The fields of the open node that are wider than their panel. */
	async tooWide(): Promise<string[]> {
		return await this.byId('node-parameters').evaluate((panel) => {
			const { left, right } = panel.getBoundingClientRect();
			return [...panel.querySelectorAll<HTMLElement>('[data-test-id^="parameter-input-"]')]
				.filter((field) => {
					const own = field.getBoundingClientRect();
					const isShown = own.width > 0;
					return isShown && (own.left < left || own.right > right);
				})
				.map((field) => field.dataset.testId!);
		});
	}

	/** Closes the open node and saves the workflow, unless the editor has done that by itself. */
	async save(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.byId('ndv').waitFor({ state: 'hidden' });
		await this.page.keyboard.press('Control+s');
	}

	async executeStep(): Promise<void> {
		await this.byId('node-execute-button').click();
	}

	get output(): Locator {
		return this.byId('output-panel');
	}
}
