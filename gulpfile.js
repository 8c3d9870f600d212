const { rm } = require('node:fs/promises');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

const run = promisify(execFile);

/** Starts from nothing, so that a renamed or deleted file never stays behind in the package. */
const clean = () => rm('dist', { recursive: true, force: true });

/** TypeScript to JavaScript; the compiler's own words are shown when it refuses. */
async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	try {
		await run(process.execPath, [tsc, '--project', 'tsconfig.json']);
	} catch (error) {
		throw new Error(`TypeScript refused the code:\n${error.stdout ?? error.message}`, {
			cause: error,
		});
	}
}

/** Icons and codex files lie beside their node or credential and must do so in dist/, too. */
const assets = () =>
	src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);

exports.build = series(clean, parallel(compile, assets));
exports.default = exports.build;
