import { sleep } from 'n8n-workflow';

/** Work goes on for so long before n8n gets a turn. */
const MOST_MS = 10;

/** Work that is done in steps, between which n8n does other things when the work has gone on for long. */
export class Turns {
	private begunMs = performance.now();

	/** To be awaited between any two steps of some milliseconds: gives n8n a turn when it is due. */
	async given(): Promise<void> {
		if (performance.now() - this.begunMs < MOST_MS) return;
		await sleep(0);
		this.begunMs = performance.now();
	}
}
