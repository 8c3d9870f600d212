import type { Simulator } from './index.mts';

/** How much of a prompt tells which one it is. */
const MOST_CHARACTERS = 60;

/** Which edits end with the simulator, for the person who ends it; nothing when there are none. */
export function unfinishedEdits({ tasks }: Pick<Simulator, 'tasks'>): string | undefined {
	const running = [...tasks.values()].filter(({ state }) => state === 'running');
	if (running.length === 0) return undefined;
	const lines = running.map(({ id, body }) => `  ${id}  ${short(body.prompt)}`);
	const edits = running.length === 1 ? '1 edit is' : `${running.length} edits are`;
	return `${edits} still running, and the simulator forgets what it has not finished; a real service would go on, and bill it:\n${lines.join('\n')}`;
}

function short(prompt: unknown): string {
	const text = String(prompt).replaceAll(/\s+/g, ' ');
	return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
