// Development code (simulator, n8n, tests, measurements, scripts) and plain JavaScript. n8n's own rules for
// node code live in eslint.config.mjs, which stays exactly as n8n's strict mode demands.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{
		ignores: ['dist/', 'coverage/', 'demo-output/', 'nodes/', 'credentials/', '**/*.json'],
	},
	{
		files: ['**/*.mts'],
		extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
		languageOptions: { parserOptions: { project: './tsconfig.dev.json' } },
	},
	{
		files: ['*.js', '*.mjs', 'scripts/*.mjs', 'test/**/*.mjs'],
		extends: [eslint.configs.recommended],
	},
	{
		files: ['scripts/*.mjs'],
		languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
	},
	{
		files: ['*.js'],
		languageOptions: {
			sourceType: 'commonjs',
			globals: {
				process: 'readonly',
				module: 'readonly',
				require: 'readonly',
				__dirname: 'readonly',
				exports: 'writable',
			},
		},
	},
);
