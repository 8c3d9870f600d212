import { DASH, HLS, JSON_TEXT, TEXT, TORRENT, WEB_PAGE, XML } from './files';

/** By the beginning of a label, in this order. */
const LABELS: Array<[label: RegExp, kind: string]> = [
	[/^(text\/html|application\/xhtml)/, WEB_PAGE],
	[/mpegurl/, HLS],
	[/^application\/dash\+xml/, DASH],
	[/^(application|text)\/([\w.-]+\+)?json\b/, JSON_TEXT],
	[/^(application|text)\/([\w.-]+\+)?xml\b/, XML],
	[/^application\/x-bittorrent/, TORRENT],
	[/^(text\/|application\/(x-)?(javascript|yaml))/, TEXT],
];

/**
 * Says what a host calls a file, where that is text. Hosts label files as they like: it counts only for what
 * `fileKind` does not know.
 *
 * @param contentType the label, e.g. `text/html; charset=utf-8`
 */
export const kindOfLabel = (contentType: string): string | undefined =>
	LABELS.find(([label]) => label.test(contentType.trim().toLowerCase()))?.[1];
