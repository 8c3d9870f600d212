/** The rows of a quick run, which go through all of the code that measures: each takes a few seconds. */
const ROWS = [
	'Submit: none',
	'Submit: answer lost',
	'Submit: Stop while the service takes the edit, then executed again',
	'Source: a video of which the second half is missing, as a file',
	'Source: a link that works only once',
	'Status check: HTTP 401',
	'Status check: connection cut, then refused once',
	'Status check: "not found" about a running task',
	'Status check: the clock of the machine jumps ahead by 2 hours',
	'Status check: Stop between two status checks',
	'Download: file ends early',
	'Task: failed at the service, then fine',
	'Task: three passes of a loop, HTTP 402 at a status check of the second',
	'Run: three rows under On Error: Continue, HTTP 402 at a status check of one',
	'Run: Batching of five rows, of which n8n cannot resolve the last; then corrected',
	'List: answer to the submit lost, beside tasks of another program',
	'Cancel: Stop before the task has begun',
	'Pieces: a link that works only once',
	'Pieces: Stop while the video is cut',
	'Pieces: HTTP 402 at the third submit',
];

/** Those that are run with Retry On Fail, too. */
const WITH_RETRY_ON_FAIL = ['Submit: answer lost', 'Status check: HTTP 401', 'Pieces: HTTP 402 at the third submit'];

export const isQuick = (name: string, retryOnFail: boolean): boolean =>
	(retryOnFail ? WITH_RETRY_ON_FAIL : ROWS).includes(name);

/** @throws when a row of a quick run is not there any more */
export function checkQuick(measured: string[]): void {
	const missing = ROWS.filter((name) => !measured.includes(name));
	if (missing.length > 0) throw new Error(`No such rows any more: ${missing.join('; ')}`);
}
