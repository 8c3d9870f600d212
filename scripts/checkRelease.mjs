// Refuses a release whose addresses are made up or do not agree. `npm publish` and the release workflow run it first.
//
//   npm run check:release
import { followers, manifestOf, placeholders, read, repositoryOf } from './address.mjs';

const manifest = manifestOf();
const repository = repositoryOf(manifest);

const open = placeholders(manifest);
for (const { file, text, expected } of followers(manifest)) {
	if (text !== expected) {
		open.push(`${file} does not have the address of package.json: run npm run set-address`);
	}
}
if (/not on npm yet/i.test(read('README.md'))) {
	open.push(
		'README.md says that the package is not on npm yet: take that out, and what follows from it',
	);
}
// GitHub names the repository that it publishes from; npm refuses provenance for any other.
const { GITHUB_REPOSITORY } = process.env;
if (GITHUB_REPOSITORY && repository && !repository.endsWith(`.com/${GITHUB_REPOSITORY}`)) {
	open.push(
		`repository.url in package.json is ${repository}, but this is https://github.com/${GITHUB_REPOSITORY}`,
	);
}

if (open.length > 0) {
	console.error(
		`Not published. First (CONTRIBUTING.md, Release):\n${open.map((one) => `- ${one}`).join('\n')}`,
	);
	process.exitCode = 1;
} else {
	console.log(`ok     ${repository}, ${manifest.author.name} <${manifest.author.email}>`);
}
