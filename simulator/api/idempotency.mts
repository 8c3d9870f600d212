/** What the store says about a key: see `IdempotencyStore.begin`. */
export type IdempotencyVerdict<T> =
	| { kind: 'new' }
	| { kind: 'again'; answer: T }
	| { kind: 'inProgress' }
	| { kind: 'reused' };

interface Entry<T> {
	fingerprint: string;
	startedAtMs: number;
	answer?: T;
}

/** Remembers answers by Idempotency-Key (API §1 and §3). */
export class IdempotencyStore<T> {
	private readonly entries = new Map<string, Entry<T>>();

	/**
	 * Looks a key up and takes it when it is free. `new`: go on, then call `finish` or `release`;
	 * `again`: same key and body, here is the answer; `inProgress`: the first request is still being
	 * handled; `reused`: same key, another body. Entries older than `windowMs` are forgotten.
	 */
	begin(key: string, fingerprint: string, nowMs: number, windowMs: number): IdempotencyVerdict<T> {
		const known = this.entries.get(key);
		if (known !== undefined && nowMs - known.startedAtMs < windowMs) {
			if (known.fingerprint !== fingerprint) return { kind: 'reused' };
			if (known.answer === undefined) return { kind: 'inProgress' };
			return { kind: 'again', answer: known.answer };
		}
		this.entries.set(key, { fingerprint, startedAtMs: nowMs });
		return { kind: 'new' };
	}

	/** Keeps the answer of an accepted request. */
	finish(key: string, answer: T): void {
		const entry = this.entries.get(key);
		if (entry !== undefined) entry.answer = answer;
	}

	/** Frees the key of a request that was refused. */
	release(key: string): void {
		this.entries.delete(key);
	}
}

/** Whether a key is 1–191 visible ASCII characters (API §1). */
export function isIdempotencyKey(key: string): boolean {
	return /^[\x21-\x7e]{1,191}$/.test(key);
}

/** Text that is equal for equal JSON values, whatever the order of their keys. */
export function fingerprintOf(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) => {
		if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
		return Object.fromEntries(
			Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
		);
	});
}
