import type { IDataObject } from 'n8n-workflow';

import type { Fault, Simulator, SimulatorSettings } from '../../simulator/index.mts';
import type { ServiceName } from './answers.mts';

/** How the edits of a row are set up where that differs from the usual; both workflows as far as they can. */
export interface Setup {
	videoUrl?: string;
	/** Whether the video is a file instead, which the service takes. */
	hasFile?: boolean;
	/** What that file holds; a good video unless given. */
	content?: Buffer;
	/** Of a video in pieces: its link, instead of a file. */
	longVideoUrl?: string;
	/** The node's Check Source, which is on unless given. */
	checksSource?: boolean;
	/** Whether that is a long one, which is edited in pieces and joined. */
	isInPieces?: boolean;
	/** The prompt as code of an expression, e.g. `$json.prompt`. */
	prompt?: string;
	idempotencyKey?: string;
	/** n8n's Batching option; the interval is in ms. */
	batching?: { batchSize: number; batchInterval: number };
	/** The node's own Timeout. */
	timeoutMinutes?: number;
	/** On Error: Continue. */
	continues?: boolean;
	/** Two nodes with the same node ID, as workflows that were imported may have them, side by side. */
	isTwice?: boolean;
}

/** A task of another program. */
export interface Foreign {
	taskTimeMs: number;
	fails?: boolean;
}

/** Something that goes wrong with one edit, or with those of a run. */
export interface NamedFault {
	stage:
		| ('Source' | 'Submit' | 'Status check' | 'Download' | 'Task' | 'Run')
		| ('List' | 'Upload' | 'Cancel' | 'Pieces');
	name: string;
	/** The only service at which it can happen; any of them unless given. */
	isOnlyAt?: ServiceName;
	/** How the service is different from the start. */
	settings?: Partial<SimulatorSettings>;
	/** What goes wrong while it runs. `times` counts the requests that it hits. */
	faults?: (simulator: Simulator) => Fault[];
	/** Whether it still goes wrong when a person tries again. */
	lasts?: boolean;
	/** How the first task is different from the others. */
	firstTask?: Partial<SimulatorSettings>;
	/** What happens when the execution stores the file with this number, counted from 1. */
	store?: { file: number; happens: 'Stop' | 'the disk is full' };
	/** What goes wrong with the task that is bought as the one with this number, counted from 1. */
	ofTask?: { number: number; fault: Fault };
	/**
	 * Nothing accepts connections from the start on, or from the first status check on, which is cut off: until so many
	 * have been refused, or until the execution has ended.
	 */
	refuses?: { from: 'start' | 'first check'; times: number };
	/** How far the clock of the machine jumps once the first status check has come, in ms. */
	clockJumpMs?: number;
	/**
	 * When a person presses Stop: once so many requests of a kind have arrived, one for each piece unless given; with `each`,
	 * so many different ones.
	 */
	stop?: { after: RegExp; requests?: number; each?: boolean };
	/** Whether the person then executes the workflow again, whatever it says. */
	again?: boolean;
	/** The workflow's time limit, after which it can be retried. */
	timeLimitS?: number;
	/** How often a loop edits the same video; once unless given. */
	passes?: number;
	/** Tasks of another program on the same account, which come with the first submit. */
	foreign?: Foreign[];
	/** What the items hold that come in; one empty item unless given. */
	rows?: IDataObject[];
	setup?: (simulator: Simulator) => Setup;
	/** What a person corrects before trying again. */
	corrected?: Setup;
	/** How many edits are to be bought; one for each pass and row unless given. 0: it is to be refused. */
	wanted?: number;
	/** Whether it can only happen to a video in pieces. */
	isOnlyInPieces?: boolean;
	/** Whether it is of interest how long a workflow holds on. */
	isAboutTime?: boolean;
	/** Whether workflows built by hand have nothing that corresponds to it. */
	isOnlyForNode?: boolean;
}

/** Whether somebody presses Stop, after which n8n has nothing to retry. */
export const isStopped = ({ stop, store }: NamedFault): boolean =>
	stop !== undefined || store?.happens === 'Stop';

/**
 * Whether it can happen to one video in pieces: it is a fault of one item, and not one of its video, which is a file there,
 * or of its link.
 */
export const canBeInPieces = ({ stage, setup, rows, passes, isOnlyInPieces }: NamedFault): boolean =>
	rows === undefined &&
	passes === undefined &&
	stage !== 'Source' &&
	(setup === undefined || isOnlyInPieces === true || stage === 'Upload');

/** The row as one line. */
export const nameOf = ({ stage, name }: NamedFault): string => `${stage}: ${name}`;

/** How many edits are to be bought, unless the video is in pieces. */
export const wantedOf = ({ wanted, passes = 1, rows = [{}] }: NamedFault): number =>
	wanted ?? passes * rows.length;
