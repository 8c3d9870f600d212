import { inWords } from './inWords';
import { BrokenRule } from './rules';
import { IMAGE_FIELDS, IMAGE_URLS, VIDEO_URL } from './sources';

/** What people enter where a web address belongs, and what to do instead. */

/** A path of Windows, of a network, of Unix or to a home, and what a browser or a phone calls a file of its own. */
const PATH =
	/^([a-z]:([\\/]|$)|\\\\|[\\/](?![\\/])|~([\\/]|$)|\.{1,2}[\\/]|%\w+%|\$\w+\/|(file|blob|content):)/i;
const ENDING = '\\.(mp4|m4v|mov|qt|webm|mkv|avi|wmv|gif|jpe?g|png|webp|bmp|heic|tiff?)$';
const ENDS_AS_FILE = new RegExp(ENDING, 'i');
/** A name, perhaps with folders in front of it. */
const NAME = new RegExp(`^[^:?#]+${ENDING}`, 'i');
/** A host, perhaps with a port and more. */
const HOST =
	/^(\/\/)?(localhost|\d{1,3}(\.\d{1,3}){3}|([\p{L}\d_-]+\.)+\p{L}{2,})(:\d+)?([/?#]|$)/iu;

/** How to bring a file of such a field in. */
const BRING_IN: Record<string, string> = {
	[VIDEO_URL]: 'bring the file into the workflow and set Video Source to "Binary File"',
	[IMAGE_URLS]: `bring the file into the workflow and name its binary field in ${IMAGE_FIELDS}`,
};
const ENTER_ADDRESS = 'enter an address that starts with https://';
const HOW =
	'A file on the computer that runs n8n comes in with the node "Read/Write Files from Disk", one on your own computer with a form that takes files (n8n Form Trigger), others with Google Drive, Dropbox and the like. Or upload it to where anybody can fetch it, and enter that address.';

/** What is said of something that is no web address. */
export function noWebAddress(field: string, entry: unknown): BrokenRule {
	const text = typeof entry === 'string' ? entry : '';
	// Not escaped: people look for what they have entered.
	const shown = inWords(text).replaceAll('\\\\', '\\');
	const isHost = HOST.test(text) && !ENDS_AS_FILE.test(text.split(/[:/?#]/, 1)[0]);
	if (isHost) {
		const next = 'Put https:// in front of the address and run the node again.';
		return new BrokenRule(field, `lacks https:// in front of ${shown}`, undefined, next);
	}
	const isPath = PATH.test(text);
	if (isPath || NAME.test(text)) {
		const what = isPath ? 'leads to a file on a computer' : 'is the name of a file';
		const { [field]: bringIn } = BRING_IN;
		const rule = `must be a web address, but ${shown} ${what}: ${bringIn ?? ENTER_ADDRESS}`;
		return new BrokenRule(field, rule, undefined, bringIn && HOW);
	}
	return new BrokenRule(field, 'must be a web address that starts with http:// or https://', entry);
}
