import { sleep } from 'n8n-workflow';

import { CannotCut } from './cannot';

/** So much is done before n8n can do something else: some milliseconds of work. */
const PER_TURN = 512 * 1024;

/** Work that a file may make, counted in bytes to be read; what takes as long as some bytes counts as so many. */
export class Work {
	private left: number;
	private leftInTurn = PER_TURN;

	constructor(
		most: number,
		private readonly tooMuch: string,
	) {
		this.left = most;
	}

	/** @throws {CannotCut} when it is too much */
	async take(work: number): Promise<void> {
		if ((this.left -= work) < 0) throw new CannotCut(this.tooMuch);
		if ((this.leftInTurn -= work) >= 0) return;
		await sleep(0);
		this.leftInTurn = PER_TURN;
	}
}
