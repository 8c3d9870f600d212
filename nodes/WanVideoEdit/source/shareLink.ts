/**
 * The links that people copy out of Google Drive, Dropbox and OneDrive lead to a page around the file.
 * These are the addresses of the files themselves, as far as a host has such; what a host has changed
 * since, the look at the link finds out before anything is paid.
 */

type Direct = (url: URL) => string | undefined;

/** By the end of the host name. */
const HOSTS: Array<[host: string, direct: Direct]> = [
	['drive.google.com', googleDrive],
	['docs.google.com', googleDrive],
	['dropbox.com', (url) => (isShared(url, /^\/(s|scl|sh)\//) ? withQuery(url, 'dl') : undefined)],
	['1drv.ms', oneDriveShort],
	['onedrive.live.com', oneDrive],
	[
		'sharepoint.com',
		(url) => (isShared(url, /^\/:\w:\//) ? withQuery(url, 'download') : undefined),
	],
];

/** Gives the address of the file behind a share link, and any other address as it is. */
export function directLink(link: string): string {
	const url = new URL(link);
	const direct = HOSTS.find(([host]) => url.hostname === host || url.hostname.endsWith(`.${host}`));
	return direct?.[1](url) ?? link;
}

const isShared = ({ pathname }: URL, path: RegExp) => path.test(pathname);

function withQuery(url: URL, switchName: string): string {
	const direct = new URL(url);
	direct.searchParams.delete('raw');
	direct.searchParams.set(switchName, '1');
	return direct.href;
}

/** `/file/d/ID/view`, `/open?id=ID` and `/uc?id=ID`; large files have a page in between without `confirm`. */
function googleDrive({ pathname, searchParams }: URL): string | undefined {
	const inPath = /^\/(?:a\/[^/]+\/)?file\/(?:u\/\d+\/)?d\/([\w-]+)/.exec(pathname)?.[1];
	const id = inPath ?? (/^\/(u\/\d+\/)?(open|uc)$/.test(pathname) ? searchParams.get('id') : null);
	if (!id) return undefined;
	const direct = new URL('https://drive.usercontent.google.com/download');
	direct.search = new URLSearchParams({ id, export: 'download', confirm: 't' }).toString();
	const resourceKey = searchParams.get('resourcekey');
	if (resourceKey) direct.searchParams.set('resourcekey', resourceKey);
	return direct.href;
}

/** Links of before the move to SharePoint have an ID that begins with "s!"; only the others know `download`. */
function oneDriveShort(url: URL): string {
	if (!/^\/\w\/s!/.test(url.pathname)) return withQuery(url, 'download');
	const encoded = Buffer.from(url.href).toString('base64url');
	return `https://api.onedrive.com/v1.0/shares/u!${encoded}/root/content`;
}

/** `/redir?resid=…&authkey=…`, and the same with `/embed` or none. */
function oneDrive(url: URL): string | undefined {
	if (!url.searchParams.has('resid') || !url.searchParams.has('authkey')) return undefined;
	const direct = new URL(url);
	direct.pathname = '/download';
	return direct.href;
}
