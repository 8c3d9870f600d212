import type { FaultAction } from '../../simulator/index.mts';
import type { NamedFault } from './namedFault.mts';

export const SUBMITS = /^\/v1\/videos|\/video-synthesis$/;
export const CHECKS = /\/v1\/tasks\/[^/]+$/;
const DOWNLOADS = /^\/f\/(video|signed)/;

const STALL: FaultAction = { kind: 'stall' };

/** How long a submit takes whose answer the node still gets after a Stop, and one that is too late for it. */
export const SOON_MS = 2_500;
const LATE_MS = 30_000;
/** Longer than a row needs to come to its moment on any computer, and shorter than what happens then. */
const LIMIT_S = 20;

interface Moment {
	stage: NamedFault['stage'];
	when: string;
	/** What makes it last. */
	fault: Partial<NamedFault>;
	/** The request that tells of it. */
	after: RegExp;
	/** How many of these; one for each piece unless given. */
	requests?: number;
	/** Whether that counts each of them once. */
	each?: boolean;
	/** Whether it is over before a time limit comes. */
	isShort?: boolean;
}

/** The moments at which an execution is ended. */
const MOMENTS: Moment[] = [
	{
		stage: 'Submit',
		when: 'while the service takes the edit',
		fault: { settings: { submitTimeMs: SOON_MS } },
		after: SUBMITS,
		isShort: true,
	},
	{
		stage: 'Submit',
		when: 'while the service takes half a minute for the edit',
		fault: { settings: { submitTimeMs: LATE_MS } },
		after: SUBMITS,
	},
	{
		stage: 'Status check',
		when: 'between two status checks',
		fault: { settings: { taskTimeMs: 60_000 } },
		after: CHECKS,
		each: true,
	},
	{
		stage: 'Status check',
		when: 'during a status check',
		fault: { faults: () => [{ on: 'task', action: STALL }] },
		after: CHECKS,
		each: true,
	},
	{
		stage: 'Download',
		when: 'during the download',
		fault: { faults: () => [{ on: 'result', action: STALL }] },
		after: DOWNLOADS,
		requests: 1,
	},
];

/** Executions that somebody stops, or the workflow's time limit ends. */
export const ENDS: NamedFault[] = MOMENTS.flatMap(
	({ stage, when, fault, after, requests, each, isShort }): NamedFault[] => [
		{ ...fault, stage, name: `Stop ${when}`, stop: { after, requests, each } },
		{ ...fault, stage, name: `Stop ${when}, then executed again`, stop: { after, requests, each }, again: true },
		...(isShort ? [] : [{ ...fault, stage, name: `time limit ${when}`, timeLimitS: LIMIT_S }]),
	],
);
