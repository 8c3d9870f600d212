import base from '../../jest.config.mjs';

export default {
	...base,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/**/*.test.mts'],
	transform: { '\\.m?[jt]s$': Object.values(base.transform)[0] },
	// It comes only as an ES module.
	transformIgnorePatterns: ['/node_modules/(?!get-port/)'],
	// A slow computer takes minutes to begin n8n's database.
	testTimeout: 600_000,
	// Most tests wait for edits most of their time; each file has an n8n of its own, which takes half a gigabyte.
	maxWorkers: 5,
	// What a broken setup leaves open must not keep the tests from ending.
	forceExit: true,
	// What a person sees while it runs.
	verbose: true,
};
