import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { N8nProgram } from './n8nProgram.mts';

/**
 * An n8n that is installed already.
 *
 * @param command its program
 * @throws when it does not run
 */
export async function installedN8n(command: string): Promise<N8nProgram> {
	try {
		const { stdout } = await promisify(execFile)(command, ['--version']);
		const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
		if (version === undefined) throw new Error(`it says "${stdout.trim()}" instead of a version`);
		return { version, command, args: [] };
	} catch (error) {
		const { message } = error as Error;
		throw new Error(`"${command} --version" failed: ${message}\nName n8n's program after --n8n.`);
	}
}
