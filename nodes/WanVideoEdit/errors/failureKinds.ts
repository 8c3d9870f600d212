import type { FailureKind } from '../service/fault';

/** What kind of failure it was, after "because", and what helps. */
interface Help {
	happened?: string;
	next: string;
}

/** Of a task that failed, or an edit that was refused (API §3; Model Studio, errors). */
export const BY_KIND: Record<FailureKind, Help> = {
	sourceNotFetched: {
		happened: 'the service could not fetch the video or an image',
		next: 'Put the file where anybody can fetch it quickly, without a login, a tunnel or a link that expires or works only once. What the node has uploaded itself, it uploads anew at the next attempt.',
	},
	moderated: {
		happened: "the service's moderation refused it",
		next: 'Change the prompt, the video or the reference images: something in them, or in the edited video, is not allowed.',
	},
	sourceLimit: {
		happened: 'the video or an image is not what the model takes',
		next: 'Change what the reason names, e.g. cut, convert or shrink the file.',
	},
	serviceTrouble: {
		happened: 'the service had a problem of its own',
		next: 'Nothing is wrong with the edit: run it again as it is.',
	},
	cancelled: { next: 'Somebody, or a program, that uses the same account has cancelled it.' },
	unexplained: {
		next: 'Try the same edit once more. If it fails again, change the video or the prompt, or ask the support of the service about this request.',
	},
};

/** The same when the reason does not say what kind it is. */
export const UNKNOWN_KIND: Help = {
	next: 'Change what the reason names, e.g. the video or the prompt.',
};
