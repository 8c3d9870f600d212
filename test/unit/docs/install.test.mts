import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as {
	name: string;
	version: string;
};

/** The commands of a page that install a packed file. `npm run e2e` executes those of the README. */
const commandsOf = (page: string) =>
	[...readFileSync(page, 'utf8').matchAll(/^```sh\n([^]*?)^```/gm)]
		.map(([, block]) => block)
		.filter((block) => block.includes('npm pack'));

const [[inReadme], [inDocker]] = ['README.md', 'docs/going-live.md'].map(commandsOf);

test('the commands that install the package name the file of this version', () => {
	for (const commands of [inReadme, inDocker]) {
		const files = commands.match(/n8n-nodes-[^\s/]*\.tgz/g)!;
		expect(new Set(files)).toEqual(new Set([`${name}-${version}.tgz`]));
	}
});

test('in Docker they are those which are tried, with the paths of the container', () => {
	const installOf = (commands: string) => /npm install .*/.exec(commands)![0];
	const inContainer = installOf(inReadme)
		.replaceAll('~/', '/home/node/')
		.replace('.n8n/nodes/n8n-nodes', '.n8n/n8n-nodes');
	expect(installOf(inDocker)).toBe(inContainer);
});
