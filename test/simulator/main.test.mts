import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startBench, until } from './client.mts';

const ROOT = join(import.meta.dirname, '../..');

interface Run {
	child: ChildProcess;
	output: () => string;
	errors: () => string;
	ended: Promise<number | null>;
}

function run(...options: string[]): Run {
	const child = spawn(process.execPath, ['--import', 'tsx', 'simulator/main.mts', ...options], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [output, errors] = ['', ''];
	child.stdout.on('data', (text: Buffer) => (output += text.toString()));
	child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
	return { child, output: () => output, errors: () => errors, ended };
}

describe('the command line', () => {
	test('starts a simulator, says where it is and ends on Ctrl-C', async () => {
		const { child, output, errors, ended } = run('--port', '0', '--files-port', '0');
		await until(() => output().includes('Ctrl-C'));
		expect(output()).toMatch(/API {6}http:\/\/127\.0\.0\.1:\d+/);
		expect(output()).toContain('sim-key-0123456789');
		child.kill('SIGINT');
		expect(await ended).toBe(0);
		expect(errors()).toBe('');
	});

	test('says in one line that a port is in use', async () => {
		const { simulator } = await startBench();
		const { port } = new URL(simulator.url);
		const { errors, ended } = run('--port', port, '--files-port', '0');
		expect(await ended).toBe(1);
		expect(errors()).toBe(`Port ${port} is in use; choose others with --port and --files-port\n`);
		await simulator.close();
	});

	test.each([
		[['--port', 'x'], /^--port must be a number from 0 to 65535, not "x"\n$/],
		[['--task-time', '-1'], /task-time/],
		[['--colour'], /^Unknown option '--colour'/],
	])('refuses %j', async (options, message) => {
		const { errors, ended } = run(...options);
		expect(await ended).toBe(1);
		expect(errors()).toMatch(message);
	});

	test('explains itself', async () => {
		const { output, ended } = run('--help');
		expect(await ended).toBe(0);
		expect(output()).toContain('--task-time <seconds>');
	});
});
