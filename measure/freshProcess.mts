import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a script in a process of its own, in which nothing happened before, and gives what it sent.
 *
 * @param job goes to the script as JSON
 * @param env is added to its environment
 * @throws when the script ends without having sent anything
 */
export async function inFreshProcess<T>(
	script: string,
	job: unknown,
	env: NodeJS.ProcessEnv = {},
): Promise<T> {
	const child = fork(script, [JSON.stringify(job)], {
		execArgv: ['--import', 'tsx'],
		env: { ...process.env, ...env },
	});
	let answer: T | undefined;
	child.once('message', (message) => {
		answer = message as T;
	});
	await once(child, 'exit');
	if (answer === undefined) throw new Error(`${script} ended without a result`);
	return answer;
}
