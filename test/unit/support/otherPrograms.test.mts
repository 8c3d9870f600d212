import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { expect, test } from '@jest/globals';

import { OtherPrograms } from '../../support/otherPrograms.mts';

const WORK = 'while :; do :; done';
const ENOUGH_MS = 300;

/** Only Linux tells what other programs do. */
const onLinux = existsSync('/proc/stat') ? test : () => {};

onLinux('work of a program that somebody else has started counts', async () => {
	const others = new OtherPrograms();
	// The shell between them has ended, so that nothing leads from here to the program.
	const { stdout } = spawnSync('sh', ['-c', `sh -c '${WORK}' >/dev/null 2>&1 & echo $!`]);
	try {
		let usedMs = 0;
		while (usedMs < ENOUGH_MS) {
			await delay(100);
			usedMs += others.usedMs();
		}
	} finally {
		process.kill(Number(stdout));
	}
});

onLinux('what a run has started is its own, also when what had started it has ended', async () => {
	const others = new OtherPrograms();
	const [parent, id] = await startedBetween(others);
	const before = ownIn(others).has(id);
	parent.kill('SIGKILL');
	await once(parent, 'exit');
	others.usedMs();
	const after = ownIn(others).has(id);
	process.kill(id);
	expect([before, after]).toEqual([true, true]);
});

const ownIn = (others: OtherPrograms) => (others as unknown as { own: Set<number> }).own;

/** A child with a child, both seen while they run. */
async function startedBetween(others: OtherPrograms) {
	const parent = spawn('sh', ['-c', `sh -c '${WORK}' >/dev/null 2>&1 & echo $!; wait`]);
	const [said] = (await once(parent.stdout, 'data')) as [Buffer];
	others.usedMs();
	return [parent, Number(said)] as const;
}
