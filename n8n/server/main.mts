/**
 * A real n8n on this machine with the packed node in it, and the simulator beside it: for a newcomer to
 * try, and for whoever works on the node.
 */
import { resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import envPaths from 'env-paths';
import getPort from 'get-port';

import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { unfinishedEdits } from '../../simulator/unfinished.mts';
import { NEWEST_N8N } from './bringN8n.mts';
import { chosenN8n } from './chosenN8n.mts';
import { Claim } from './claim.mts';
import { assertReaches, foreignN8n } from './foreignN8n.mts';
import { furnish } from './furnish.mts';
import { installNode } from './installNode.mts';
import { N8nRest, OWNER, type Stored } from './n8nRest.mts';
import { ENDING_SIGNALS, N8nServer } from './n8nServer.mts';
import { step } from './step.mts';

/** It must not be in this folder: see makeFolderForNodes. */
const DEFAULT_DATA_FOLDER = envPaths('n8n-nodes-wan-videoedit', { suffix: '' }).data;

const HELP = `Usage: npm start -- [options]

Starts n8n with Wan Video Edit in it, and a simulator of the services: no key, no cost. What you do there is
kept in the folder of --data. The first start downloads n8n (about 3 GB).

  --port N             port of n8n (5678)
  --simulator-port N   port of the simulator; it takes the next one, too (8787)
  --task-time N        how many seconds an edit takes (10)
  --n8n WHICH          a version to download (${NEWEST_N8N}), or the program of an n8n that is installed,
                       e.g. --n8n "$(which n8n)"
  --data FOLDER        where n8n keeps everything, in a folder for each of its versions
                       (${DEFAULT_DATA_FOLDER})
  --url URL            put credentials and examples into an n8n that is running on this machine and has
                       the node installed, and start only the simulator; the environment variables
                       N8N_EMAIL and N8N_PASSWORD have a login of its owner
  --help               show this text`;

const choices = () =>
	parseArgs({
		options: {
			port: { type: 'string' },
			'simulator-port': { type: 'string', default: '8787' },
			'task-time': { type: 'string', default: '10' },
			n8n: { type: 'string' },
			data: { type: 'string' },
			url: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	}).values;

/** What is said about the workflow to begin with. */
const welcome = ({ name }: Stored) => `
  This is the workflow "${name}": execute it, or, with a file of your own, "Edit a file from your
  own computer's n8n". The simulator edits nothing but its sample video: of any other it returns a
  copy, and it takes no real money. Ctrl-C ends it.
`;

async function start(): Promise<void> {
	const { help, n8n, data, url, port, ...given } = choices();
	if (help) {
		console.log(HELP);
		return;
	}
	const settings = await simulatorSettings(given);
	if (url === undefined) {
		await startN8n(settings, n8n ?? NEWEST_N8N, data ?? DEFAULT_DATA_FOLDER, port ?? '5678');
	} else if ([n8n, data, port].some((option) => option !== undefined)) {
		throw new Error('--url is for an n8n that is running: leave out --n8n, --data and --port');
	} else {
		await startBeside(url, settings);
	}
}

async function simulatorSettings(given: { 'simulator-port': string; 'task-time': string }) {
	const port = await freePort('--simulator-port', given['simulator-port']);
	const filesPort = await freePort('--simulator-port', String(port + 1));
	const taskTimeMs = Number(given['task-time']) * 1000;
	if (!(taskTimeMs >= 0)) throw new Error(`--task-time must be a number of seconds`);
	return { port, filesPort, taskTimeMs };
}

type Settings = Awaited<ReturnType<typeof simulatorSettings>>;

/** An n8n of its own, and the simulator beside it. */
async function startN8n(
	settings: Settings,
	which: string,
	data: string,
	portText: string,
): Promise<void> {
	const port = await freePort('--port', portText);
	// A database that a newer n8n has used is of no use to an older one.
	const version = /^\d/.test(which) ? which : (await chosenN8n(which)).version;
	const userFolder = resolve(data, `n8n-${version}`);
	const claim = await Claim.toUse(userFolder);
	if (!claim) {
		throw new Error(
			`Another npm start is at work in ${userFolder}. End that one first, or choose another folder with --data.`,
		);
	}
	let simulator: Simulator | undefined;
	let server: N8nServer | undefined;
	let first: Stored;
	let ending: Promise<unknown> | undefined;
	// npm and tsx hand a Ctrl-C on, so that it can come more than once.
	const end = async () => {
		if (!ending) sayWhatIsUnfinished(simulator);
		await (ending ??= step('Ending', async () => {
			await (server ? server.stop() : N8nServer.killLeftOver(userFolder));
			await simulator?.close();
			await claim.drop();
		}));
	};
	try {
		const program = await chosenN8n(which);
		await N8nServer.killLeftOver(userFolder);
		await step('The node, packed and installed', async () => await installNode(userFolder));
		simulator = await startSimulator(settings);
		for (const signal of ENDING_SIGNALS) process.on(signal, () => void end());
		server = await step('n8n is starting', async () => {
			const brokerPort = await getPort();
			return await N8nServer.start({ program, userFolder, port, brokerPort });
		});
		const { origin, closed } = server;
		void closed.then(() => {
			if (ending) return;
			console.error(`n8n has ended by itself; its log is in ${userFolder}`);
			process.exitCode = 1;
			void end();
		});
		const beside = simulator;
		first = await step('Account, credentials and workflows', async () => {
			const rest = new N8nRest(origin);
			await rest.logIn();
			return (await furnish(rest, beside)).first;
		});
	} catch (error) {
		if (ending) return;
		await end();
		throw error;
	}
	simulator.onEvent(({ text }) => console.log(styleText('dim', text)));
	console.log(`
  n8n ${version}   ${styleText('bold', `${server.origin}/workflow/${first.id}`)}
  E-mail       ${OWNER.email}
  Password     ${OWNER.password}
  Data         ${userFolder}
${welcome(first)}`);
}

/** The simulator beside an n8n that somebody else has started. */
async function startBeside(url: string, settings: Settings): Promise<void> {
	const { rest, settings: there } = await foreignN8n(url);
	const simulator = await startSimulator(settings);
	let ending: Promise<unknown> | undefined;
	const end = async () => {
		if (!ending) sayWhatIsUnfinished(simulator);
		await (ending ??= simulator.close());
	};
	for (const signal of ENDING_SIGNALS) process.on(signal, () => void end());
	try {
		const { first, credential } = await step(
			'Credentials and workflows',
			async () => await furnish(rest, simulator),
		);
		await assertReaches(rest, credential, simulator);
		simulator.onEvent(({ text }) => console.log(styleText('dim', text)));
		console.log(`
  n8n ${there.versionCli}   ${styleText('bold', `${rest.origin}/workflow/${first.id}`)}
${welcome(first)}`);
	} catch (error) {
		await end();
		throw error;
	}
}

function sayWhatIsUnfinished(simulator: Simulator | undefined): void {
	const unfinished = simulator && unfinishedEdits(simulator);
	if (unfinished) console.log(`\n${unfinished}`);
}

async function freePort(option: string, text: string): Promise<number> {
	const port = Number(text);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new Error(`${option} must be a port number, not "${text}"`);
	}
	if ((await getPort({ port, host: '127.0.0.1' })) !== port) {
		throw new Error(`Port ${port} is in use; choose another one with ${option}`);
	}
	return port;
}

try {
	await start();
} catch (error) {
	console.error(styleText('red', (error as Error).message));
	process.exitCode = 1;
}
