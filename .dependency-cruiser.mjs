// Who may import whom. `npm run lint` checks it, and explains each import that breaks a rule.
// An import of a type counts like any other: it ties two files together just as well.

/**
 * The folders of the node, from top to bottom: a folder imports only from lines below its own.
 * Folders on one line are neighbours, and do not import each other.
 */
const LAYERS = [
	['WanVideoEdit.node.ts'], // What n8n loads.
	['parameters'], // What the editor shows, as data.
	['operations'], // The order of the steps, and n8n's frame around an item.
	['source', 'purchase', 'wait', 'download', 'item'], // The steps of an edit.
	['errors'], // The words for what went wrong.
	['service'], // The one way to the service, and what its answers mean.
	['n8n'], // What n8n does that nobody would guess.
	['remux'], // Cuts and joins video files without encoding them anew.
	['checks'], // What a value may be.
	['video'], // What is in a video file.
	['shared'], // Small things that know nothing of this node.
];

/** The one exception: a file is uploaded, or given an address, once per purchase, so it asks the purchase. */
const NEIGHBOUR_ALLOWED = { source: 'purchase' };

/** Known to these only, however high another one stands. n8n finds the test of a credential in the node itself. */
const USED_ONLY_BY = {
	parameters: ['WanVideoEdit.node.ts'],
	operations: ['parameters', 'WanVideoEdit.node.ts'],
};

/** The folders of the development code, in the same way. All four kinds of tests are one room here. */
const ROOMS = [
	['scripts', 'measure', 'test/(unit|engine|simulator|e2e)'],
	['test/support'], // What tests and measurements need.
	['n8n/engine', 'n8n/server'], // n8n in this process; a real n8n.
	['simulator'], // The service.
];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const inNode = (names) =>
	`^nodes/WanVideoEdit/(${names.map((name) => (name.endsWith('.ts') ? name : `${name}/`)).join('|')})`;

/** For each folder: where it must not import from, which is all above it and all beside it. */
const downwards = (lines, allowed = {}) =>
	lines
		.flatMap((line, number) =>
			line.map((name) => ({
				name,
				forbidden: [...lines.slice(0, number).flat(), ...line].filter(
					(other) => other !== name && other !== allowed[name],
				),
			})),
		)
		.filter(({ forbidden }) => forbidden.length > 0);

const layers = downwards(LAYERS, NEIGHBOUR_ALLOWED).map(({ name, forbidden }) =>
	rule(
		`layer-${name}`,
		`${name}/ imports only from folders below it (LAYERS in .dependency-cruiser.mjs), so that whoever reads or ` +
			'changes it has to know only those. Move what both need further down, or hand it over as an argument.',
		{ path: inNode([name]) },
		{ path: inNode(forbidden) },
	),
);

const usedOnlyBy = Object.entries(USED_ONLY_BY).map(([name, users]) =>
	rule(
		`only-${users[0]}-uses-${name}`,
		`Only ${users.join(' and ')} may import ${name}/ (tests may): it says what happens and in which order. A step that needs a piece ` +
			'of it would depend on the whole order. Move the piece to the step, or to shared/.',
		{ path: '^(nodes|credentials|measure|test/support)/', pathNot: inNode([...users, name]) },
		{ path: inNode([name]) },
	),
);

const rooms = downwards(ROOMS).map(({ name, forbidden }) =>
	rule(
		`room-${name}`,
		`${name}/ imports only from rooms below it (ROOMS in .dependency-cruiser.mjs): what is tried out and measured ` +
			'must not depend on who does it. What tests and measurements both need lies in test/support/.',
		{ path: `^${name}/` },
		{ path: `^(${forbidden.join('|')})/` },
	),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		rule(
			'no-cycle',
			'Files that import each other in a circle can only be understood all at once. Move what they share into a file of its own.',
			{},
			{ circular: true },
		),
		...layers,
		...usedOnlyBy,
		rule(
			'layer-unknown',
			'This folder is not in LAYERS in .dependency-cruiser.mjs, so nothing says who may import it. Give it a line there.',
			{},
			{ path: '^nodes/', pathNot: inNode(LAYERS.flat()) },
		),
		...rooms,
		rule(
			'tests-apart',
			'Each kind of test runs without the others. What two kinds need lies in test/support/.',
			{ path: '^test/(unit|engine|simulator|e2e)/' },
			{ path: '^test/(unit|engine|simulator|e2e)/', pathNot: '^test/$1/' },
		),
		rule(
			'pages-apart',
			'Each page is measured without the others. What two of them need lies in measure/run/ or directly in measure/.',
			{ path: '^measure/([^/]+)/' },
			{ path: '^measure/[^/]+/', pathNot: '^measure/($1|run)/' },
		),
		rule(
			'built-node-only',
			'Only unit tests look into the source, and what simulates its schedule. All others use the node as users ' +
				'do: n8n loads what was built.',
			{
				path: '^(simulator|n8n|scripts|measure|test/(engine|simulator|e2e|support))/',
				pathNot: '^(measure/performance|test/support)/polling/',
			},
			{ path: '^(nodes|credentials)/' },
		),
		rule(
			'published-alone',
			'nodes/ and credentials/ are what users install; the development code is not.',
			{ path: '^(nodes|credentials)/' },
			{ path: '^(simulator|n8n|test|measure|scripts)/' },
		),
		rule(
			'published-libraries',
			'n8n allows a community node no library but n8n-workflow; node:crypto makes its hashes. gulpfile.js builds ' +
				'ipaddr.js into the one file that may import it.',
			{ path: '^(nodes|credentials)/' },
			{
				dependencyTypesNot: ['local'],
				pathNot: '^(node:)?crypto$|^node_modules/(n8n-workflow|ipaddr\\.js)/',
			},
		),
		rule(
			'library-built-in',
			'gulpfile.js builds ipaddr.js into privateAddress.ts only; elsewhere it would be missing.',
			{ path: '^(nodes|credentials)/', pathNot: '/source/privateAddress\\.ts$' },
			{ path: '^node_modules/ipaddr\\.js/' },
		),
		rule(
			'credential-alone',
			'n8n loads and tests the credential without the node. The node may use its helpers, not the other way round.',
			{ path: '^credentials/' },
			{ path: '^nodes/' },
		),
		rule(
			'found',
			'An import that leads nowhere escapes all other rules.',
			{},
			{ couldNotResolve: true, pathNot: '/dist/' },
		),
	],
	options: {
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^dist/' },
		enhancedResolveOptions: {
			extensions: ['.ts', '.mts', '.mjs', '.js', '.json'],
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'default', 'types'],
		},
	},
};
