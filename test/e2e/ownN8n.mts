import type { N8nSettings } from '../../n8n/server/n8nRest.mts';

/** Tests that cannot run in an n8n that somebody else has started. */
interface NeedsOwnN8n {
	/** A part of the path of a test file, or of the whole name of a test. */
	file?: string;
	name?: string;
	/** Of an n8n where they can run all the same. */
	unless?: (settings: N8nSettings) => boolean;
	reason: string;
}

const NEEDS_OWN_N8N: NeedsOwnN8n[] = [
	{ file: 'test/e2e/browser/', reason: 'a browser signs in as the owner of an n8n for tests' },
	{ file: 'api/killed', reason: 'n8n is killed and started again' },
	{ file: 'api/install', reason: 'n8n is started with its node installed in some way' },
	{ file: 'api/exampleNodes', reason: 'the list of nodes is read from the program of an n8n' },
	{ file: 'api/start', reason: 'they start an n8n themselves' },
	{ file: 'api/url', reason: 'they start an n8n themselves' },
	...['filesystem', 'database'].map((mode) => ({
		name: `files in n8n’s ${mode}`,
		unless: ({ binaryDataMode }: N8nSettings) => binaryDataMode === mode,
		reason: `n8n keeps its files elsewhere than in its ${mode}`,
	})),
	...['approve', 'recipes', 'sheetRows'].map((name) => ({
		file: `api/${name}`,
		unless: ({ binaryDataMode }: N8nSettings) => binaryDataMode !== 'default',
		reason: 'n8n keeps its files in memory, where no link leads',
	})),
];

/** What is left out in somebody's n8n: each with its reason, and all as Jest's arguments. */
export function leftOutIn(settings: N8nSettings): { reasons: string[]; arguments: string[] } {
	const leftOut = NEEDS_OWN_N8N.filter(({ unless }) => !unless?.(settings));
	const files = leftOut.flatMap(({ file = [] }) => file);
	const names = leftOut.flatMap(({ name = [] }) => name);
	return {
		reasons: leftOut.map(({ file, name, reason }) => `${file ?? `"${name}"`}: ${reason}`),
		arguments: [
			...files.map((file) => `--testPathIgnorePatterns=${file}`),
			...(names.length > 0 ? [`--testNamePattern=^(?!.*(${names.join('|')}))`] : []),
		],
	};
}
