import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { startSimulator, type Simulator } from '../../simulator/index.mts';
import type { Choices, Source, Target } from './choices.mts';
import { liveApimart, liveModelStudio } from './live.mts';

/** Long enough to see the wait, short enough to watch. Without progress the node checks less often. */
const SIMULATED_TASK_MS = { withProgress: 20_000, without: 32_000 };
const SAMPLE_FILE = 'simulator/media/sample.mp4';

const APIMART = 'apimart';
const MODEL_STUDIO = 'model-studio';

/**
 * Makes everything ready that an edit needs: the simulator, or a look at what the real service says of the key.
 *
 * @throws {Error} when the choices do not fit together, or the service does not accept the key
 */
export async function targetOf(choices: Choices): Promise<Target> {
	const { service, video, file, isLive } = choices;
	if (![APIMART, MODEL_STUDIO].includes(service) && !(isLive && URL.canParse(service))) {
		throw new Error(
			`--service is ${APIMART}, ${MODEL_STUDIO} or, with --live, the URL of a service, not "${service}"`,
		);
	}
	if (file !== undefined && service !== MODEL_STUDIO) {
		throw new Error(`--file needs --service ${MODEL_STUDIO}: other services take only addresses`);
	}
	if (file !== undefined && video !== undefined) throw new Error('--file or --video, not both');
	if (!isLive) return await simulated(choices);

	const apiKey = process.env.WAN_API_KEY;
	if (!apiKey) throw new Error('--live needs an API key in the environment variable WAN_API_KEY');
	const source = await sourceOf(choices);
	if (!source) throw new Error(`--live needs ${wanted(service)} a video of 2–10 seconds`);
	const close = async () => await Promise.resolve();
	const live =
		service === MODEL_STUDIO ? await liveModelStudio(apiKey) : await liveApimart(service, apiKey);
	return { ...live, source, close };
}

const wanted = (service: string) =>
	service === MODEL_STUDIO
		? '--file with the path, or --video with the public address, of'
		: '--video with the public address of';

async function simulated(choices: Choices): Promise<Target> {
	const isModelStudio = choices.service === MODEL_STUDIO;
	const given = await sourceOf(choices);
	const sample = isModelStudio ? await readSource(SAMPLE_FILE) : undefined;
	const taskTimeMs = SIMULATED_TASK_MS[isModelStudio ? 'without' : 'withProgress'];
	const simulator = await startSimulator({ taskTimeMs });
	const { url, apiKey, sampleUrl, settings } = simulator;
	const prices = isModelStudio ? settings.modelStudioPricePerSecondUsd : settings.pricePerSecondUsd;
	return {
		credential: {
			service: 'custom',
			baseUrl: url,
			apiKey,
			...(isModelStudio && { apiStyle: 'modelStudio' }),
			price720p: prices['720P'],
			price1080p: prices['1080P'],
		},
		source: given ?? sample ?? { url: sampleUrl },
		about: `Simulator of ${isModelStudio ? 'Model Studio' : 'the service'} at ${url}: no key, no network, no cost`,
		billed: (taskId) => billed(simulator, taskId),
		close: async () => await simulator.close(),
	};
}

function billed({ ledger, tasks }: Simulator, taskId: string): string {
	const { service, sourceSeconds = 0, outputSeconds = 0 } = tasks.get(taskId) ?? {};
	const seconds =
		service === 'modelStudio'
			? `, ${sourceSeconds} s of the source and ${outputSeconds} s of the result,`
			: '';
	return `${ledger.billed} edit${seconds} for (simulated) $${ledger.billedUsd}`;
}

async function sourceOf({ video, file }: Choices): Promise<Source | undefined> {
	if (file !== undefined) return await readSource(file);
	return video === undefined ? undefined : { url: video };
}

const readSource = async (path: string): Promise<Source> => ({
	fileName: basename(path),
	content: await readFile(path),
});
