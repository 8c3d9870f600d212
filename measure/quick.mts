/** Goes through all code that measures, so that it cannot rot: quick runs of every command, side by side. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { styleText } from 'node:util';

const COMMANDS = ['cutting', 'reliability', 'performance', 'scaling'];

console.log(`Quick runs of ${COMMANDS.map((name) => `measure:${name}`).join(', ')}:`);
await Promise.all(COMMANDS.map(runQuickly));

/** Shows what it prints only if it fails. */
async function runQuickly(name: string): Promise<void> {
	const beginMs = performance.now();
	const script = join(import.meta.dirname, name, 'main.mts');
	const child = spawn(process.execPath, ['--import', 'tsx', script, '--quick'], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const printed = Promise.all([text(child.stdout), text(child.stderr)]);
	const [code] = (await once(child, 'close')) as [number | null];
	const seconds = Math.round((performance.now() - beginMs) / 1000);
	if (code === 0) console.log(`${styleText('green', '✔')} measure:${name} (${seconds} s)`);
	else {
		console.error(...(await printed), styleText('red', `measure:${name} --quick failed (${seconds} s)`));
		process.exitCode = 1;
	}
}
