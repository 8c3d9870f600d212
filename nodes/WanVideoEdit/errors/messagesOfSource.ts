import { IMAGE_FIELDS, VIDEO_URL } from '../checks/sources';
import type { Fault } from '../request/answer';
import type { Message } from './message';

/** What can be wrong with a video or an image before anything is sent. */

/** A source that the service would refuse or could not fetch. */
export class UnfitSource extends Error {
	readonly description: string;

	constructor({ message, description }: Message) {
		super(message);
		this.description = description;
	}
}

const UNLESS_CHECKED =
	'If you are sure that the service can use it anyway, turn off the option Check Source.';

/** A video that the model refuses (seed). `place` is the field it came from. */
export const unfitVideo = (reason: string, place: string): Message => ({
	message: `${reason} (${place})`,
	description: `Cut or convert the video, or take another one, and run the node again. ${UNLESS_CHECKED}`,
});

/** A duration that the video has not. */
export const unfitDuration = (reason: string, place: string): Message => ({
	message: `${reason} (${place})`,
	description: `Set Duration (Seconds) to 0 for the full length, or to less, and run the node again. ${UNLESS_CHECKED}`,
});

/** A file of another kind, or a larger one, than can be sent. */
export const unfitFile = (reason: string, place: string): Message => ({
	message: `${reason} (${place})`,
	description: 'Give the node another file and run it again.',
});

/** The file of the input cannot be read from n8n's store. */
export const unreadableFile = (place: string, reason: string): Message => ({
	message: `The file in ${place} cannot be read (${reason})`,
	description:
		'Run the earlier node that provides the file again: n8n may have deleted the file meanwhile.',
});

/** What is at the end of a link instead of a file: an HTTP status, a page around the file, or nothing. */
export type Obstacle = number | 'page' | 'empty';

/** How to give the node a file that has no usable link. */
const asFile = (place: string) =>
	place === VIDEO_URL
		? 'Or bring the file into the workflow and set Video Source to "Binary File".'
		: `Or bring the image into the workflow and name its field in ${IMAGE_FIELDS}.`;

/** The link leads to a page around the file or to a login, or it is dead. */
export const noFileThere = (place: string, obstacle: Obstacle): Message => ({
	message: `${place} ${whereTo(obstacle)}`,
	description: `Use a link that downloads the file itself without a login: in Google Drive, Dropbox and OneDrive share it with "Anyone with the link". ${asFile(place)} ${UNLESS_CHECKED}`,
});

function whereTo(obstacle: Obstacle): string {
	if (obstacle === 'page') {
		return 'leads to a web page, e.g. a preview or a login, and not to the file itself';
	}
	return obstacle === 'empty' ? 'leads to an empty file' : `cannot be fetched (HTTP ${obstacle})`;
}

/** The address is one of this machine or its own network. */
export const privateLink = (place: string, host: string): Message => ({
	message: `${place} is an address of a private network (${host}), which the service cannot reach`,
	description: `Use an address that is reachable from the internet, ${asFile(place).replace('Or', 'or')} ${UNLESS_CHECKED}`,
});

const USE_URL = 'Or upload the file to your own storage and set Video Source to "URL".';

/** n8n hands the file out under an address that the service cannot reach. */
export const privateInstance = (host: string): Message => ({
	message: `The service cannot fetch the file from this n8n, whose public address is ${host}`,
	description: `n8n hands the file out under a temporary link. Set the environment variable WEBHOOK_URL of n8n to an address that is reachable from the internet, and restart n8n. ${USE_URL} ${UNLESS_CHECKED}`,
});

const ANSWERS: Partial<Record<Obstacle, string>> = { page: 'a web page', empty: 'an empty file' };

/** The temporary link was tried, and something other than n8n answered. */
export const linkNotServed = (host: string, obstacle: Obstacle): Message => ({
	message: `The service cannot fetch the file from this n8n: its temporary link at ${host} answers with ${ANSWERS[obstacle] ?? `HTTP ${obstacle}`}`,
	description: `Check that the environment variable WEBHOOK_URL of n8n is right, and that a proxy or firewall in front of n8n lets requests to /rest/binary-data/signed pass without a login. ${USE_URL} ${UNLESS_CHECKED}`,
});

/** n8n keeps files in memory, where no link leads. */
export const noLinksFromMemory = (place: string): Message => ({
	message: `n8n keeps the file in ${place} in memory and cannot give the service a link to it`,
	description: `Set the environment variable N8N_DEFAULT_BINARY_DATA_MODE of n8n to "filesystem", "database" or "s3", and restart n8n. ${USE_URL}`,
});

/** n8n deletes the file with the execution, which ends before the service has fetched it. */
export const deletedTooSoon = (): Message => ({
	message:
		'This workflow does not save all its executions, so n8n may delete the file before the service has fetched it',
	description: `Turn on Wait for Completion, or let the workflow's settings save successful and failed production executions. ${USE_URL}`,
});

/** The service has no image upload (API contract §5). */
export const noImageUpload = (): Message => ({
	message: 'This service does not accept image files',
	description:
		'Put the addresses of the images into Reference Image URLs instead of using Reference Image Binary Fields.',
});

/** What to do next when an image was not accepted, by HTTP status (API contract §5). */
const NEXT_BY_STATUS: Record<number, string> = {
	401: 'Check the key in the credential, and that it belongs to the chosen service.',
	402: 'Top up at the service; the API key is fine.',
	403: 'Check the models, IP addresses and quota of the key at the service.',
	413: 'Make the image smaller.',
};

/** The service did not accept an image. */
export const imageNotUploaded = (
	place: string,
	{ status, reason }: Pick<Fault, 'status' | 'reason'>,
): Message => ({
	message: `The reference image in ${place} could not be uploaded (${reason})`,
	description: `${NEXT_BY_STATUS[status] ?? 'Run the node again in a minute.'} Or put the address of the image into Reference Image URLs.`,
});
