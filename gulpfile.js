const { readFile, rm } = require('node:fs/promises');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const { version } = require('ipaddr.js/package.json');

const run = promisify(execFile);

/** Starts from nothing, so that a renamed or deleted file never stays behind in the package. */
const clean = () => rm('dist', { recursive: true, force: true });

/**
 * TypeScript to JavaScript; the compiler's own words are shown when it refuses. Comments stay in the source: they were a
 * quarter of what each n8n downloads.
 */
async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	try {
		await run(process.execPath, [tsc, '--project', 'tsconfig.json', '--removeComments']);
	} catch (error) {
		throw new Error(`TypeScript refused the code:\n${error.stdout ?? error.message}`, {
			cause: error,
		});
	}
}

/** The files with a library in them: n8n allows a node no dependency at run time. */
const WITH_LIBRARY = ['nodes/WanVideoEdit/source/privateAddress.ts'];

/** Puts the library into the file that uses it, with its version and licence. */
async function bundle() {
	const license = await readFile(require.resolve('ipaddr.js/LICENSE'), 'utf8');
	await esbuild.build({
		entryPoints: WITH_LIBRARY,
		outdir: 'dist',
		outbase: '.',
		bundle: true,
		mainFields: ['main'],
		platform: 'neutral',
		format: 'cjs',
		target: 'es2022',
		banner: { js: `/*\nContains ipaddr.js ${version}:\n\n${license.trim()}\n*/` },
		logLevel: 'warning',
	});
}

/** Icons and codex files lie beside their node or credential and must do so in dist/, too. */
const assets = () =>
	src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);

exports.build = series(clean, parallel(series(compile, bundle), assets));
exports.default = exports.build;
