import type { Simulator } from '../../simulator/index.mts';
import {
	CREDENTIAL_TYPE,
	credentialsFor,
	DATA_TABLES,
	examples,
	type NewCredential,
} from './examples.mts';
import type { N8nRest, Stored } from './n8nRest.mts';

/** The example that shows the node in its simplest form. */
const FIRST = 'edit-a-video.json';

/**
 * Puts into an n8n what a person would have to set up first: credentials for a simulator, the examples and
 * their data tables. What is there already stays as it is, except that the credentials get the simulator's
 * address.
 *
 * @returns the workflow to begin with, which n8n lists first when any workflow is new, and its credential
 */
export async function furnish(
	rest: N8nRest,
	simulator: Simulator,
): Promise<{ first: Stored; credential: Stored }> {
	const stored = (await rest.credentials()).filter(({ type }) => type === CREDENTIAL_TYPE);
	const furnished = async ({ name, data }: NewCredential) => {
		const known = stored.find((credential) => credential.name === name);
		if (!known) return await rest.createCredential(name, CREDENTIAL_TYPE, data);
		await rest.updateCredential(known, CREDENTIAL_TYPE, data);
		return known;
	};
	const { first: plain, modelStudio } = credentialsFor(simulator);
	const credential = await furnished(plain);
	const forModelStudio = await furnished(modelStudio);

	for (const table of DATA_TABLES) {
		const created = await rest.createDataTable(table);
		if (created && table.rows) await rest.insertRows(created, table.rows(simulator.sampleUrl));
	}

	const known = await rest.workflows();
	const named = (wanted: string) => known.find(({ name }) => name === wanted);
	const all = await examples(credential, simulator.sampleUrl, forModelStudio);
	const isFirst = ({ file }: { file: string }) => file === FIRST;
	const others = all.filter((example) => !isFirst(example) && !named(example.workflow.name));
	for (const { workflow } of others) await rest.importWorkflow(workflow);
	// n8n lists what was changed last first.
	const { workflow } = all.find(isFirst)!;
	const begin = named(workflow.name);
	if (!begin) return { first: await rest.importWorkflow(workflow), credential };
	if (others.length > 0) await rest.touchWorkflow(begin);
	return { first: begin, credential };
}
