import { IMAGE_FIELDS, VIDEO_URL } from '../checks/sources';
import type { Cause, Fault } from '../service/fault';
import { isText, WEB_PAGE } from '../shared/files';
import { Problem } from './problem';

/** What can be wrong with a video or an image before the edit is submitted. */

const unfit = (message: string, description: string, httpStatus?: number): Problem =>
	new Problem('no', message, description, httpStatus);

const UNLESS_CHECKED =
	'If you are sure that the service can use it anyway, turn off the option Check Source.';

/** A video that the model refuses (model page). `place` is the field it came from. */
export const unfitVideo = (reason: string, place: string): Problem =>
	unfit(
		`${reason} (${place})`,
		`Cut or convert the video, or take another one, and run the node again. ${UNLESS_CHECKED}`,
	);

/** A video that is only longer than the model takes (model page). */
export const tooLongVideo = (reason: string, place: string): Problem =>
	unfit(
		`${reason} (${place})`,
		`Add the option Long Videos: it edits one part of the video, or all of it in pieces that are joined again. Or cut the video, and run the node again. ${UNLESS_CHECKED}`,
	);

/** A duration that the video has not. */
export const unfitDuration = (reason: string, place: string): Problem =>
	unfit(
		`${reason} (${place})`,
		`Set Duration (Seconds) to 0 for the full length, or to less, and run the node again. ${UNLESS_CHECKED}`,
	);

/** A reference image that the model refuses (model page). `place` is the field it came from. */
export const unfitImage = (reason: string, place: string): Problem =>
	unfit(
		`${reason} (${place})`,
		`Convert the image, or take another one, and run the node again. ${UNLESS_CHECKED}`,
	);

/** A file of another kind, or a larger one, than can be sent. */
export const unfitFile = (reason: string, place: string): Problem =>
	unfit(`${reason} (${place})`, 'Give the node another file and run it again.');

/** The file of the input cannot be read from n8n's store. */
export const unreadableFile = (place: string, reason: string): Problem =>
	unfit(
		`The file in ${place} cannot be read (${reason})`,
		'Run the earlier node that provides the file again: n8n may have deleted the file meanwhile.',
	);

/** What is at the end of a link instead of a file: an HTTP status, also in words, or a kind of file or place. */
export type LinkProblem = number | string;

export const EXPIRED = 'HTTP 400: it has expired, or its signature is wrong';
export const REDIRECTS = 'redirects without end';
export const PRIVATE_NETWORK = 'an address of a private network';
export const NO_ADDRESS = 'something that is no web address';
export const NOT_ON_THE_WEB = 'an address that does not start with http:// or https://';

/** How to give the node a file that has no usable link, after "Or". */
const asFile = (place: string) =>
	place === VIDEO_URL
		? 'bring the file into the workflow and set Video Source to "Binary File".'
		: `bring the image into the workflow and name its field in ${IMAGE_FIELDS}.`;

/** Who fetches what is at a link: the service, or the node, which cuts long videos. A node that must have it cannot do without a look. */
type Fetcher = 'service' | 'node';

const unlessChecked = (fetcher: Fetcher) => (fetcher === 'service' ? ` ${UNLESS_CHECKED}` : '');

/** The link leads to a page around the file or to a login, or it is dead. */
export const noFileThere = (
	place: string,
	problem: LinkProblem,
	fetcher: Fetcher = 'service',
): Problem =>
	unfit(
		`${place} ${whereTo(problem)}`,
		`Use a link that downloads the file itself without a login: in Google Drive, Dropbox and OneDrive share it with "Anyone with the link". Or ${asFile(place)}${unlessChecked(fetcher)}`,
	);

function whereTo(problem: LinkProblem): string {
	if (problem === EXPIRED) return `cannot be fetched (${EXPIRED})`;
	if (typeof problem === 'number') return `cannot be fetched (HTTP ${problem})`;
	if (problem === WEB_PAGE) {
		return 'leads to a web page, e.g. a preview or a login, and not to the file itself';
	}
	return isText(problem) ? `leads to ${problem} and not to the file itself` : `leads to ${problem}`;
}

/** The address is one of this machine or its own network. */
export const privateLink = (place: string, host: string, fetcher: Fetcher = 'service'): Problem =>
	unfit(
		`${place} is an address of a private network (${host}), ${fetcher === 'service' ? 'which the service cannot reach' : 'from which the node fetches nothing'}`,
		`Use an address that is reachable from the internet, or ${asFile(place)}${unlessChecked(fetcher)}`,
	);

/** A long video could not be fetched to be cut, for a reason that may pass or has nothing to do with the link. */
export const sourceNotFetched = (place: string, tries: number, reason: string): Problem =>
	unfit(
		`The video at ${place} could not be fetched ${tries > 1 ? `in ${tries} attempts ` : ''}to be cut (${reason})`,
		`Run the node again in a minute. Or ${asFile(place)}`,
	);

/** What to do next when n8n's store does not take a video, or a part of one. */
export const CHECK_STORE =
	'Check that the store of n8n for files has room. If n8n keeps them in memory, as n8n 1 does by default, large ones have none: set the environment variable N8N_DEFAULT_BINARY_DATA_MODE of n8n to "filesystem", "database" or "s3", and restart n8n.';

/** n8n's store did not take a long video that was fetched. */
export const sourceNotStored = (place: string, reason: string): Problem =>
	unfit(`The video at ${place} was fetched, but n8n could not store it (${reason})`, CHECK_STORE);

const USE_URL =
	'Or upload the file to your own storage and set Video Source to "URL". Or use a service that takes the file itself, wherever this n8n is, such as Alibaba Cloud Model Studio.';

/** n8n hands the file out under an address that the service cannot reach. */
export const privateInstance = (host: string): Problem =>
	unfit(
		`The service cannot fetch the file from this n8n, whose public address is ${host}`,
		`n8n hands the file out under a temporary link. Set the environment variable N8N_WEBHOOK_URL of n8n (in older versions WEBHOOK_URL) to an address that is reachable from the internet, and restart n8n. ${USE_URL} ${UNLESS_CHECKED}`,
	);

/** The temporary link was tried, and something other than n8n answered. */
export const linkNotServed = (host: string, problem: LinkProblem): Problem =>
	unfit(
		`The service cannot fetch the file from this n8n: its temporary link at ${host} answers with ${typeof problem === 'number' ? `HTTP ${problem}` : problem}`,
		`Check that the environment variable N8N_WEBHOOK_URL of n8n (in older versions WEBHOOK_URL) is right, and that a proxy or firewall in front of n8n lets requests to /rest/binary-data/signed pass without a login. ${USE_URL} ${UNLESS_CHECKED}`,
	);

/** n8n keeps files in memory, where no link leads. */
export const noLinksFromMemory = (place: string): Problem =>
	unfit(
		`n8n keeps the file in ${place} in memory and cannot give the service a link to it`,
		`Set the environment variable N8N_DEFAULT_BINARY_DATA_MODE of n8n to "filesystem", "database" or "s3", and restart n8n. ${USE_URL}`,
	);

/** n8n deletes the file with the execution, which ends before the service has fetched it. */
export const deletedTooSoon = (): Problem =>
	unfit(
		'This workflow does not save all its executions, so n8n may delete the file before the service has fetched it',
		`Turn on Wait for Completion, or let the workflow's settings save successful and failed production executions. ${USE_URL}`,
	);

/** What to do next when a file was not accepted (API §5). */
const NEXT: Partial<Record<Cause, string>> = {
	badKey: 'Check the key in the credential, and that it belongs to the chosen service.',
	noBalance: 'Top up at the service; the API key is fine.',
	notAllowed: 'Check the models, IP addresses and quota of the key at the service.',
	billDue: 'Settle the bill in the account at the service; the API key is fine.',
	quotaUsedUp: 'Get more quota at the service.',
	notActivated:
		'Activate Wan2.7-VideoEdit in the console of the service, in the region of the API key.',
	wrongRegion: 'Choose the service in the region of the API key.',
	notFound: 'Check Service and Base URL in the credential.',
	redirect: 'Check Service and Base URL in the credential.',
	noAnswer: 'Check the network between n8n and the service, and run the node again.',
};

/** The service has no upload (API §5). */
export const noImageFiles = ({ status }: Fault): Problem =>
	unfit(
		'This service does not accept image files',
		'Put the addresses of the images into Reference Image URLs instead of using Reference Image Binary Fields.',
		status,
	);

/** The service did not accept a file (API §5). */
export function fileNotUploaded(
	what: 'video' | 'reference image',
	place: string,
	{ cause, status, reason }: Fault,
): Problem {
	const isImage = what === 'reference image';
	const [one, field] = isImage ? ['image', 'Reference Image URLs'] : ['video', 'Video URL'];
	const next =
		cause === 'tooLarge'
			? `Make the ${one} smaller.`
			: (NEXT[cause] ?? 'Run the node again in a minute.');
	return unfit(
		`The ${what} in ${place} could not be uploaded (${reason})`,
		`${next} Or put the address of the ${one} into ${field}.`,
		status,
	);
}

/** Added when the service did not get a file although n8n had got a part of it. */
export const perhapsUsedUp =
	'Check Source had fetched a part of it before: if its link works only once, turn off that option.';
