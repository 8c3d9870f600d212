/** How one kind of request is repeated. Whether a fault repeats it, the service says with each fault. */
export interface Policy {
	tries: number;
	/** The longest pause that a service may ask for, and what happens when it asks for a longer one. */
	longestPauseMs: number;
	onLongerPause: 'giveUp' | 'shorten';
}

/**
 * All requests that are repeated, side by side. Each pause is a `backoffMs`.
 *
 * - A submit costs money: it is repeated only where the service cannot have taken it, or is at work on it.
 * - An upload costs nothing, so that a file may arrive twice.
 * - The list of tasks is asked when the answer to a submit was lost.
 * - The first status check is of a task that is known already, before the wait; the only one is the same of
 *   an item that does not wait.
 * - A long video on the web is fetched to be cut, which costs nothing. Its host is not the service.
 * - A download gets a fresh link for each try.
 */
export const POLICIES = {
	submit: { tries: 5, longestPauseMs: 120_000, onLongerPause: 'giveUp' },
	upload: { tries: 4, longestPauseMs: 120_000, onLongerPause: 'giveUp' },
	list: { tries: 5, longestPauseMs: 30_000, onLongerPause: 'giveUp' },
	firstCheck: { tries: 10, longestPauseMs: 120_000, onLongerPause: 'shorten' },
	onlyCheck: { tries: 5, longestPauseMs: 30_000, onLongerPause: 'giveUp' },
	fetchSource: { tries: 4, longestPauseMs: 30_000, onLongerPause: 'giveUp' },
	download: { tries: 5, longestPauseMs: 120_000, onLongerPause: 'giveUp' },
} as const satisfies Record<string, Policy>;

/**
 * The wait for a task checks at an interval: by how much a service may prolong it, how many faults in a row end the
 * wait, and how many times in a row "no such task" is said before it is believed (API §3).
 */
export const WAIT = { longestPauseMs: 120_000, mostFaultsInARow: 20, believedInARow: 3 };

/** How many status checks of an account a service gets in a second at most (API §2). */
export const CHECKS_PER_SECOND = 20;

/** How many links are probed at the same time in an n8n process. */
export const PROBES_AT_A_TIME = 8;

/**
 * How many submits of an account a service gets in a second at most that does not say how many it takes. When any says
 * that it gets too many, they slow down.
 */
export const SUBMITS_PER_SECOND = 10;

/**
 * How many files of its store an n8n process reads at the same time, and how many it uploads: some stores give a file
 * whole, and n8n's request helper takes an image so where the service wants a form of its making.
 */
export const FILES_READ_AT_A_TIME = 4;
export const UPLOADS_AT_A_TIME = 2;

/** How many long videos an n8n process fetches at the same time: n8n may keep its files in memory. */
export const SOURCES_FETCHED_AT_A_TIME = 2;

/** How many videos an n8n process cuts or joins at the same time: their indexes are in memory, and it has other work to do. */
export const VIDEOS_CUT_AT_A_TIME = 2;

/** How long each may take, so that a stalled connection cannot hold an item. */
export const TIMEOUTS_MS = {
	/** Unless the user has set one. */
	submit: 120_000,
	/** How long a submit without an answer keeps its place from others; one may hang for minutes. */
	submitSlot: 5_000,
	upload: 120_000,
	/** 100 MB on a slow line. */
	uploadFile: 900_000,
	/** An upload of which nothing leaves, or whose answer does not come once all has left. */
	stalledUpload: 60_000,
	statusCheck: 30_000,
	/** The test of a credential, until its answer begins. */
	credentialCheck: 30_000,
	/** All of an answer of the service, once it has begun. */
	answer: 30_000,
	download: 600_000,
	/** A download on which nothing arrives. */
	stalledDownload: 30_000,
	probe: 15_000,
	/** 500 MB on a line of 5 MBit/s. */
	fetchSource: 900_000,
	/** A fetch on which nothing arrives. */
	stalledFetch: 30_000,
	/** After Stop, the answer to a submit that is on its way: it names a task that is paid. */
	graceAfterStop: 5_000,
	/** After Stop, taking a task back, with all that it takes. */
	cancel: 5_000,
	/** How long after a submit without an answer a task may appear in the service's list. */
	listLag: 15_000,
};
