/** The end of the user's Timeout. */
export class Deadline {
	private readonly endMs: number;

	constructor(ms: number) {
		this.endMs = performance.now() + ms;
	}

	/** 0 or less when the time is up. */
	get leftMs(): number {
		return this.endMs - performance.now();
	}
}
