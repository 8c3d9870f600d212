import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The package as users install it. */
export interface PackedPackage {
	/** Where it is unpacked. */
	folder: string;
	/** Bytes of the tarball. */
	packedBytes: number;
	/** Bytes of all its files. */
	unpackedBytes: number;
	files: number;
}

interface NpmPack {
	filename: string;
	size: number;
	unpackedSize: number;
	entryCount: number;
}

/**
 * Packs a package and unpacks it into a folder, where a later build does not change it.
 *
 * @param modules the node_modules folder with what n8n brings along
 * @param published name and version in the npm registry; this package unless given
 */
export function packInto(folder: string, modules: string, published?: string): PackedPackage {
	mkdirSync(folder, { recursive: true });
	const args = ['pack', '--json', '--pack-destination', folder];
	const packed = execFileSync('npm', published === undefined ? args : [...args, published], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [{ filename, size, unpackedSize, entryCount }] = Object.values(
		JSON.parse(packed) as Record<string, NpmPack>,
	);
	execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
	symlinkSync(modules, join(folder, 'node_modules'), 'junction');
	return {
		folder: join(folder, 'package'),
		packedBytes: size,
		unpackedBytes: unpackedSize,
		files: entryCount,
	};
}
