const typescript = {
	jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
	module: { type: 'commonjs' },
};

export default {
	testMatch: ['<rootDir>/test/**/*.test.mts'],
	transform: { '\\.m?ts$': ['@swc/jest', typescript] },
	modulePathIgnorePatterns: ['<rootDir>/reliability/node_modules', '<rootDir>/.local-n8n'],
	testTimeout: 30_000,
	// No more than the computer has cores for: some tests look at the time.
	maxWorkers: '100%',
};
