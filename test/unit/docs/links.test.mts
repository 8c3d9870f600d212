import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { withLines } from '../../support/docs/codeLinks.mts';

const pages = [
	...readdirSync('.'),
	...readdirSync('docs', { recursive: true }).map((name) => join('docs', String(name))),
].filter((name) => name.endsWith('.md'));

interface Link {
	text: string;
	path: string;
	anchor?: string;
	title?: string;
}

/** The links of a page to files of this repository. */
function linksOf(page: string): Link[] {
	const found = page.matchAll(/\[([^\]]*)\]\(([^)\s#]*)(?:#([^)\s]*))?(?: "([^"]*)")?\)/g);
	return [...found]
		.map(([, text, path, anchor, title]) => ({ text, path, anchor, title }))
		.filter(({ path }) => !/^[a-z]+:/.test(path));
}

/** A heading's anchor, as it is shown on the web. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s/g, '-');

const headingsOf = (page: string) =>
	[...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading));

describe.each(pages)('%s', (name) => {
	const page = readFileSync(name, 'utf8');
	const links = linksOf(page).map((link) => ({ ...link, path: join(dirname(name), link.path) }));

	test('its links lead to files that are there', () => {
		expect(links.map(({ path }) => path).filter((path) => !existsSync(path))).toEqual([]);
	});

	test('its links lead to headings that are there', () => {
		const missing = links.filter(({ path, anchor }) => {
			if (!anchor || (path !== dirname(name) && !path.endsWith('.md'))) return false;
			const target = path.endsWith('.md') ? readFileSync(path, 'utf8') : page;
			return !headingsOf(target).includes(decodeURIComponent(anchor));
		});
		expect(missing).toEqual([]);
	});

	test('tests that it names are there', () => {
		const missing = links.filter(({ path, text, title = text }) => {
			if (!path.endsWith('.test.mts')) return false;
			return !readFileSync(path, 'utf8').includes(title.replaceAll('\\', ''));
		});
		expect(missing).toEqual([]);
	});

	test('its links to code lead to the right lines (npx tsx scripts/codeLinks.mts)', () => {
		expect(withLines(page, dirname(name))).toBe(page);
	});
});
