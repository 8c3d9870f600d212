import { availableParallelism } from 'node:os';

const typescript = {
	jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
	module: { type: 'commonjs' },
};

export default {
	// The tests in test/e2e need a real n8n; `npm run e2e` starts one for them.
	testMatch: ['<rootDir>/test/{unit,engine,simulator}/**/*.test.mts'],
	transform: { '\\.m?ts$': ['@swc/jest', typescript] },
	// A busy computer takes minutes for what takes seconds.
	testTimeout: 300_000,
	// Most tests wait for answers most of their time, so that even two cores have room for eight of them.
	maxWorkers: Math.max(8, availableParallelism()),
	testSequencer: '<rootDir>/test/support/longestFirst.mjs',
};
