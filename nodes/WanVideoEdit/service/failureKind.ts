import type { FailureKind } from './fault';

/** How much of the service's words is looked at. */
const LONGEST_WORDS = 1_000;

const any = (...patterns: string[]) => new RegExp(patterns.join('|'), 'i');
const MEDIUM = '(url|https?:|link|file|media|video|image|resource|source)';

/**
 * What services say when a task fails (API §3), in the order in which it is looked for: the code for a source that
 * could not be fetched holds the one of moderation, and a code says more than words.
 */
const KINDS: Array<[FailureKind, RegExp]> = [
	[
		'sourceNotFetched',
		any(
			'InvalidParameter\\.DataInspection|InputDownloadFailed',
			'Invalid_?(Video|Image|Media)?_?URL|(url|link) (error|invalid)|check (the )?(url|link)',
			'fail\\w* to (download|fetch)|(download|fetch)\\w* (fail|error|timed)',
			`(download|fetch|retriev|access)\\w* .{0,60}${MEDIUM}`,
			`${MEDIUM}.{0,60}(download|fetch|retriev|access|reachable|leads? to|led to)`,
			'下载|无法访问|获取.{0,10}(失败|超时)',
		),
	],
	['sourceLimit', any('Invalid_?File')],
	[
		'moderated',
		any(
			'DataInspection|green ?net|infring|copyright|moderat|sensitive|inappropriate|prohibited',
			'nsfw|porn|violat|safety|blocked|content.{0,20}(policy|filter|risk)',
			'违规|敏感|审核|侵权',
		),
	],
	[
		'serviceTrouble',
		any(
			'throttl|rate.?(limit|quota)|too many requests|internal|server ?error|time[d_ -]{0,2}out',
			'unavailable|overload|busy|capacity|get_channel_failed|no .{0,20}channel|upstream|gateway',
			'try again|retry later|超时|繁忙|限流|内部错误|稍后',
		),
	],
	[
		'sourceLimit',
		any(
			'Invalid_?(Video|Image|Media)|too (large|long|short|small|big|high|low)|(larg|long|short|small|wid|high)er than|exceed',
			'must (be|last)|\\bresolution|\\baspect|pixel|\\bduration|\\bfps\\b|frame rate|\\bformat',
			'codec|unsupported|not supported|readable|video track',
			'时长|分辨率|宽高|格式|编码|不支持|超过',
		),
	],
];

/** Tells by the service's words what kind of failure it was, and so what helps; `undefined` when they do not say. */
export function failureKind(reason = '', code = ''): FailureKind | undefined {
	const said = `${code} ${reason}`.slice(0, LONGEST_WORDS);
	return KINDS.find(([, words]) => words.test(said))?.[0];
}
