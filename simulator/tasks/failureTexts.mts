/** Why a task failed: a text of the table below with its values, or a text of its own. */
export type Failure =
	| { kind: FailureKind; values?: Record<string, string | number> }
	| {
			kind: 'custom';
			message: string;
			/** What Model Studio calls it. */
			code?: string;
	  };

/** Names of the built-in reasons; limits are those of the model page. */
export type FailureKind = keyof typeof TEXTS;

const TEXTS = {
	taskFailed: ['The video could not be edited', '视频编辑失败'],
	cancelled: ['The task was cancelled', '任务已取消'],
	expired: ['The task expired before it was finished', '任务已过期'],
	fetchFailed: ['The source video could not be fetched: {reason}', '无法下载源视频：{reason}'],
	html: [
		'The source URL leads to a web page (Content-Type {type}), not to a video file',
		'源地址是网页（{type}），不是视频文件',
	],
	tooLarge: [
		'The source video is larger than {limit} MB (at least {bytes} bytes)',
		'源视频超过 {limit} MB（至少 {bytes} 字节）',
	],
	format: [
		'The source must be MP4 or MOV, but is {format}',
		'源视频必须是 MP4 或 MOV，实际为 {format}',
	],
	extension: [
		'The extension of {key} does not fit its content: {format}',
		'{key} 的扩展名与内容不符：{format}',
	],
	unreadable: [
		'The source is not a readable MP4 or MOV file: {reason}',
		'源文件不是可读取的 MP4 或 MOV：{reason}',
	],
	noVideo: ['The source has no video track', '源文件没有视频轨道'],
	codec: ['The codec of the video track is not supported', '不支持的视频编码'],
	length: [
		'The source must last 2–10 s, but lasts {seconds} s',
		'源视频时长必须为 2–10 秒，实际为 {seconds} 秒',
	],
	pixels: [
		'Width and height of the source must be 240–4096 px, but are {width}×{height}',
		'源视频宽高必须为 240–4096 像素，实际为 {width}×{height}',
	],
	aspect: [
		'The aspect ratio of the source must be 1:8–8:1, but is {ratio}:1 ({width}×{height})',
		'源视频宽高比必须为 1:8–8:1，实际为 {ratio}:1（{width}×{height}）',
	],
	durationTooLong: [
		'duration is {duration} s, but the source lasts only {seconds} s',
		'duration 为 {duration} 秒，但源视频只有 {seconds} 秒',
	],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

/**
 * `error.message` of a failed task in the language asked for (API §2). Chinese is there;
 * every other language gets English. A text of its own is the same in all languages.
 */
export function failureText(failure: Failure, language: string | undefined): string {
	if (failure.kind === 'custom') return failure.message;
	const [english, chinese] = TEXTS[failure.kind];
	const text: string = language?.toLowerCase().startsWith('zh') === true ? chinese : english;
	const values = failure.values ?? {};
	return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name]));
}
