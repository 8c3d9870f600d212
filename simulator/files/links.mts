import { newToken } from '../tasks/ids.mts';

/** A file the files listener serves until it expires. */
export interface Link {
	/** Last part of its path, with a token that cannot be guessed. */
	name: string;
	/** Where the bytes are. */
	path: string;
	contentType: string;
	/** When the link dies, in ms since 1970. */
	expiresAtMs: number;
}

/** Links to results and uploaded images; each lives for a limited time (API §2 and §5). */
export class Links {
	private readonly byName = new Map<string, Link>();
	private readonly newest = new Map<string, Link>();

	/**
	 * A living link to a file: the newest one of that `owner`, or a fresh one with a new token when
	 * it is dead or there was none. The old one stays known, so that it can answer 403.
	 */
	current(
		owner: string,
		file: { path: string; contentType: string; extension: string },
		nowMs: number,
		lifetimeMs: number,
	): Link {
		const known = this.newest.get(owner);
		if (known !== undefined && known.expiresAtMs > nowMs) return known;
		const link: Link = {
			name: `${owner}-${newToken()}.${file.extension}`,
			path: file.path,
			contentType: file.contentType,
			expiresAtMs: nowMs + lifetimeMs,
		};
		this.byName.set(link.name, link);
		this.newest.set(owner, link);
		return link;
	}

	/** The link of that name, dead or alive. */
	find(name: string): Link | undefined {
		return this.byName.get(name);
	}
}
