import { atLimit } from './alarms';

/** Notices when nothing has moved for a while. It has one alarm at a time, however many pieces pass. */
export class StallWatch {
	private movedAtMs = performance.now();
	private unset = () => {};

	/** @param onStall called once */
	constructor(
		private readonly longestMs: number,
		private readonly onStall: () => void,
	) {
		this.check();
	}

	/** Something has moved. */
	moved(): void {
		this.movedAtMs = performance.now();
	}

	/** Until something moves again, that takes as long as it takes. */
	rest(): void {
		this.movedAtMs = Infinity;
	}

	end(): void {
		this.unset();
	}

	private readonly check = (): void => {
		const leftMs = this.movedAtMs + this.longestMs - performance.now();
		if (leftMs <= 0) this.onStall();
		else this.unset = atLimit(Math.min(leftMs, this.longestMs), this.check);
	};
}
