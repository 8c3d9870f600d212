// What users install: packs the package and looks at the tarball. n8n's own package scanner judges the
// source and the unpacked tarball; size, list of files and the entry point are checked here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const MOST_PACKED_BYTES = 172_000;
/** What the scanner reads of a published tarball. */
const TARBALL_PATTERNS = ['**/*.js', 'package.json'];
const EXPECTED_FILES =
	/^(package\.json|README\.md|LICENSE|index\.js|dist\/(nodes|credentials)\/.+\.(js|json|svg))$/;

const failures = [];
const check = (passed, what) => {
	console.log(`${passed ? 'ok    ' : 'FAILED'} ${what}`);
	if (!passed) failures.push(what);
};
const checkScan = async (what, folder, patterns) => {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	check(
		passed,
		`n8n's package scanner on the ${what}${passed ? '' : `: ${message}\n${details ?? ''}`}`,
	);
};

const folder = mkdtempSync(join(tmpdir(), 'wan-videoedit-pack-'));
try {
	const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [{ filename, size, files }] = Object.values(JSON.parse(packed));
	execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
	const unpacked = join(folder, 'package');

	await checkScan('source', process.cwd(), SOURCE_FILE_PATTERNS);
	await checkScan('unpacked tarball', unpacked, TARBALL_PATTERNS);

	const unexpected = files.map(({ path }) => path).filter((path) => !EXPECTED_FILES.test(path));
	check(
		unexpected.length === 0,
		`only what users need in ${files.length} files ${unexpected}`.trim(),
	);
	check(size < MOST_PACKED_BYTES, `tarball has ${size} bytes, under ${MOST_PACKED_BYTES}`);

	const { n8n, dependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
	check(dependencies === undefined, 'no runtime dependency');
	const paths = new Set(files.map(({ path }) => path));
	check(
		[...n8n.nodes, ...n8n.credentials].every((path) => paths.has(path)),
		'every registered node and credential is in it',
	);

	// n8n brings n8n-workflow along: here the one of this folder stands in.
	symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
	const entry = createRequire(join(unpacked, 'package.json'))('./index.js');
	check(
		typeof entry.WanVideoEdit === 'function' && typeof entry.WanVideoEditApi === 'function',
		'the entry gives the node and the credential class',
	);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

if (failures.length > 0) process.exitCode = 1;
