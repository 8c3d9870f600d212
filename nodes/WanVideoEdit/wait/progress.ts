interface Sighting {
	/** Age of the task, in ms. */
	atMs: number;
	/** 0–100. */
	progress: number;
}

/**
 * What was seen of a task's progress, for which nothing is promised (API §2): it may be missing, stand
 * still, jump or lie.
 */
export class Progress {
	private readonly first: Sighting;
	private last: Sighting;

	/** @param progress at the beginning */
	constructor(progress = 0) {
		this.first = this.last = { atMs: 0, progress };
	}

	/**
	 * Takes note of an answer. What stands still tells nothing new.
	 *
	 * @param atMs age of the task
	 */
	see(atMs: number, progress = this.last.progress): void {
		if (progress !== this.last.progress) this.last = { atMs, progress };
	}

	/**
	 * The age at which the task will be done if it goes on as it has since the beginning, in ms; `undefined`
	 * when it has not begun to.
	 */
	get endsAtMs(): number | undefined {
		const { first, last } = this;
		const done = last.progress - first.progress;
		if (done <= 0) return undefined;
		return last.atMs + ((100 - last.progress) * (last.atMs - first.atMs)) / done;
	}
}
