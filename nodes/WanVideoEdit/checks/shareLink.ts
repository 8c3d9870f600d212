/**
 * The links that people copy out of Google Drive, Dropbox and OneDrive lead to a page around the file.
 * These are the addresses of the files themselves, as far as a host has such; what a host has changed
 * since, the probe of the link finds out before anything is paid.
 */

type Direct = (url: URL) => string | undefined;

/** By the end of the host name. */
const HOSTS: Array<[host: string, direct: Direct]> = [
	['drive.google.com', googleDrive],
	['docs.google.com', googleDrive],
	['drive.usercontent.google.com', googleDrive],
	[
		'dropbox.com',
		(url) => (isAt(url, /^\/(l\/)?(s|scl|sh)\//) ? withSwitch(url, 'dl') : undefined),
	],
	['1drv.ms', (url) => withSwitch(url, 'download')],
	['onedrive.live.com', oneDrive],
	[
		'sharepoint.com',
		(url) => (isAt(url, SHAREPOINT_FILE) ? withSwitch(url, 'download') : undefined),
	],
];

/** Gives the address of the file behind a share link, and any other address as it is. */
export function directLink(link: string): string {
	const url = new URL(link);
	const known = HOSTS.find(([host]) => url.hostname === host || url.hostname.endsWith(`.${host}`));
	return known?.[1](url) ?? link;
}

const isAt = ({ pathname }: URL, path: RegExp) => path.test(pathname);

function withSwitch(url: URL, name: string): string {
	const direct = new URL(url);
	direct.searchParams.delete('raw');
	direct.searchParams.set(name, '1');
	return direct.href;
}

/**
 * A file's page, or `open`, `uc` and `download` with the ID in the query; organisations and accounts have a
 * prefix.
 */
const GOOGLE_FILE =
	/^(?:\/a\/[^/]+)?(?:\/u\/\d+)?\/(?:file\/(?:u\/\d+\/)?d\/([\w-]+)|(?:open|uc|download)\/?$)/;

/** Large files have a page in between without `confirm`. */
function googleDrive({ pathname, searchParams }: URL): string | undefined {
	const path = GOOGLE_FILE.exec(pathname);
	const id = path && (path[1] ?? searchParams.get('id'));
	if (!id) return undefined;
	const direct = new URL('https://drive.usercontent.google.com/download');
	direct.search = new URLSearchParams({ id, export: 'download', confirm: 't' }).toString();
	const resourceKey = searchParams.get('resourcekey');
	if (resourceKey) direct.searchParams.set('resourcekey', resourceKey);
	return direct.href;
}

const SHAREPOINT_FILE = /^\/:\w:\//;

/** Like SharePoint, or the older `/redir?resid=…&authkey=…` and `/embed`. */
function oneDrive(url: URL): string | undefined {
	if (isAt(url, SHAREPOINT_FILE)) return withSwitch(url, 'download');
	if (!url.searchParams.has('resid') || !url.searchParams.has('authkey')) return undefined;
	const direct = new URL(url);
	direct.pathname = '/download';
	return direct.href;
}
