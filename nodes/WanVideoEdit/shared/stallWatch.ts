/** Notices when nothing has moved for a while. It has one timer at a time, however many pieces pass. */
export class StallWatch {
	private movedAtMs = performance.now();
	private isOver = false;

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
		this.isOver = true;
	}

	private readonly check = (): void => {
		const leftMs = this.movedAtMs + this.longestMs - performance.now();
		if (this.isOver) return;
		if (leftMs <= 0) {
			this.end();
			this.onStall();
			return;
		}
		const timer = AbortSignal.timeout(Math.ceil(Math.min(leftMs, this.longestMs)));
		timer.addEventListener('abort', this.check);
	};
}
