import { bringN8n } from './bringN8n.mts';
import { installedN8n } from './installedN8n.mts';
import type { N8nProgram } from './n8nProgram.mts';
import { step } from './step.mts';

/**
 * The n8n that a command line names.
 *
 * @param which a version, which is brought unless it is here, or the program of an installed n8n
 */
export const chosenN8n = async (which: string): Promise<N8nProgram> =>
	/^\d/.test(which)
		? await step(`n8n ${which}`, async (say) => await bringN8n(which, say))
		: await installedN8n(which);
