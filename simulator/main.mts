import { parseArgs } from 'node:util';
import { startSimulator, type Simulator } from './index.mts';
import { SUBMIT_PATH } from './modelStudio/paths.mts';
import { unfinishedEdits } from './unfinished.mts';

const HELP = `Usage: npm run simulator -- [options]

Simulates the services on this machine: the API of APIMart and GCCAI, and Alibaba Cloud Model Studio.

  --port <number>         port of both APIs (8787)
  --files-port <number>   port of results and sample videos (8788)
  --task-time <seconds>   how long an edit takes (10)
  --help                  this text
`;

/** Reads the command line, starts the simulator and runs until Ctrl-C. */
async function main(): Promise<void> {
	const options = readOptions();
	if (options === undefined) return;
	const simulator = await startSimulator(options);
	simulator.onEvent((event) => console.log(`${clock(event.atMs)}  ${event.text}`));
	const stop = (): void => {
		process.exitCode = 0;
		const unfinished = unfinishedEdits(simulator);
		if (unfinished) console.log(unfinished);
		void simulator.close();
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	// Whoever reads this may press Ctrl-C.
	console.log(welcome(simulator));
}

function readOptions(): { port: number; filesPort: number; taskTimeMs: number } | undefined {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '8787' },
			'files-port': { type: 'string', default: '8788' },
			'task-time': { type: 'string', default: '10' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(HELP);
		return undefined;
	}
	return {
		port: portOf('--port', values.port),
		filesPort: portOf('--files-port', values['files-port']),
		taskTimeMs: 1000 * numberOf('--task-time', values['task-time'], 86_400),
	};
}

function portOf(option: string, text: string): number {
	const port = numberOf(option, text, 65_535);
	if (!Number.isInteger(port)) throw new Error(`${option} must be a whole number, not ${text}`);
	return port;
}

function numberOf(option: string, text: string, most: number): number {
	const value = Number(text);
	if (text.trim() === '' || !(value >= 0 && value <= most))
		throw new Error(`${option} must be a number from 0 to ${most}, not "${text}"`);
	return value;
}

function welcome(simulator: Simulator): string {
	return `Wan2.7-VideoEdit simulator

  API      ${simulator.url}
  API key  ${simulator.apiKey}
  Sample   ${simulator.sampleUrl}
  State    ${simulator.url}/simulator/state

  curl ${simulator.url}/v1/videos/generations \\
    -H 'Authorization: Bearer ${simulator.apiKey}' -H 'Content-Type: application/json' \\
    -d '{"model":"wan2.7-videoedit","video_urls":["${simulator.sampleUrl}"],"prompt":"Make it snow"}'

The same at Model Studio:

  curl ${simulator.url}${SUBMIT_PATH} \\
    -H 'Authorization: Bearer ${simulator.apiKey}' -H 'Content-Type: application/json' -H 'X-DashScope-Async: enable' \\
    -d '{"model":"wan2.7-videoedit","input":{"prompt":"Make it snow","media":[{"type":"video","url":"${simulator.sampleUrl}"}]}}'

Ctrl-C ends it.
`;
}

function clock(atMs: number): string {
	return new Date(atMs).toTimeString().slice(0, 8);
}

/** One line for a failed start. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error)
		return `Port ${String(error.port)} is in use; choose others with --port and --files-port`;
	return error.message;
}

main().catch((error: unknown) => {
	console.error(reasonOf(error));
	process.exitCode = 1;
});
