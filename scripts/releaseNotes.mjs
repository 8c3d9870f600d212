// What a release says: prints the section of CHANGELOG.md for a tag such as v1.2.3. Fails when the tag is not the
// version of package.json, or when there is no such section or nothing in it.
//
//   node scripts/releaseNotes.mjs v1.2.3
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A heading with the version alone or with a date behind it: "## 1.2.3", "## [1.2.3] - 2026-01-31". */
const headingOf = (line) => /^## \[?([^\]\s]+)/.exec(line)?.[1];

/** Gives the lines between the heading of a version and the next heading of this rank. */
function sectionOf(version, changelog) {
	const lines = changelog.split(/\r?\n/);
	const begin = lines.findIndex((line) => headingOf(line) === version);
	if (begin < 0) throw new Error(`CHANGELOG.md has no section "## ${version}"`);
	const length = lines.slice(begin + 1).findIndex((line) => line.startsWith('## '));
	const end = length < 0 ? lines.length : begin + 1 + length;
	const section = lines
		.slice(begin + 1, end)
		.join('\n')
		.trim();
	if (section === '') throw new Error(`The section "## ${version}" of CHANGELOG.md is empty`);
	return section;
}

const read = (file) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');

try {
	const { version } = JSON.parse(read('package.json'));
	const [, , tag = `v${version}`] = process.argv;
	if (tag !== `v${version}`) {
		throw new Error(`The tag is ${tag}, but the version in package.json is ${version}`);
	}
	console.log(sectionOf(version, read('CHANGELOG.md')));
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
