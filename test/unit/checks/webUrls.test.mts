import { describe, expect, test } from '@jest/globals';

import { BrokenRule } from '../../../nodes/WanVideoEdit/checks/rules';
import { webUrl, webUrls } from '../../../nodes/WanVideoEdit/checks/webUrls';
import { growsInProportion } from '../../support/growth.mts';

const URL_A = 'https://example.com/street.mp4';

const attempt = (rule: () => unknown) => {
	try {
		return String(rule());
	} catch (error) {
		return String(error);
	}
};

function refusedBy(rule: () => unknown): BrokenRule {
	try {
		rule();
	} catch (error) {
		if (error instanceof BrokenRule) return error;
	}
	throw new Error('it is not refused');
}

describe('one web address', () => {
	test.each([
		'https://example.com/street.mp4',
		'http://example.com:8080/street.mov',
		'HTTPS://EXAMPLE.COM/a.mp4',
		'https://example.com/a.mp4?X-Amz-Signature=1%2F2&e=3#t=1',
		'https://example.com/width=80,quality=75/a%20b.mp4',
		'https://[2001:db8::1]/a.mp4',
	])('is sent exactly as entered: %s', (url) => {
		expect(webUrl('Video URL', url)).toBe(url);
	});

	test.each([
		['\n https://example.com/a.mp4 \n', 'https://example.com/a.mp4'],
		['https://example.com/my video.mp4', 'https://example.com/my%20video.mp4'],
		['https://example.com/über.mp4', 'https://example.com/%C3%BCber.mp4'],
		['https://example.com/街.mp4?n=1', 'https://example.com/%E8%A1%97.mp4?n=1'],
		['https://bücher.example/a.mp4', 'https://xn--bcher-kva.example/a.mp4'],
	])('is tidied up where a URL must be: %p', (entered, sent) => {
		expect(webUrl('Video URL', entered)).toBe(sent);
	});

	// Node.js 20 answers URL.canParse() wrongly once it has compiled the call.
	test('may have an umlaut in its host, however often it is checked', () => {
		for (let times = 0; times < 50_000; times++) {
			webUrl('Video URL', 'https://bücher.example/a.mp4');
		}
	});

	test.each([undefined, null, '', '   '])('is left out when not set: %p', (value) => {
		expect(webUrl('Callback URL', value)).toBeUndefined();
	});

	test.each<[unknown, string]>([
		['https://', '"https://"'],
		['ftp://example.com/a.mp4', '"ftp://example.com/a.mp4"'],
		['s3://bucket/a.mp4', '"s3://bucket/a.mp4"'],
		['data:video/mp4;base64,AAAA', '"data:video/mp4;base64,AAAA"'],
		[7, '7'],
		[{ url: 'https://a/b' }, '{"url":"https://a/b"}'],
		[[{ url: 'https://a/b' }], '{"url":"https://a/b"}'],
		['{"url":"https://a/b"}', '"{\\"url\\":\\"https://a/b\\"}"'],
		['[street](https://a/b)', '"[street](https://a/b)"'],
		['https://a/b\nis my video', '"is my video"'],
	])('is refused when it is none: %p', (value, shown) => {
		expect(() => webUrl('Video URL', value)).toThrow(
			new Error(
				`Video URL must be a web address that starts with http:// or https://, but it is ${shown}`,
			),
		);
	});

	test.each([
		'C:\\Users\\me\\video.mp4',
		'"C:\\Users\\me\\My Videos\\video.mp4"',
		'd:/video',
		'\\\\server\\share\\video.mp4',
		'/home/me/video.mp4',
		'/videos/street.mp4',
		'~/Movies/x.mov',
		'file:///home/me/a.mp4',
		'./x.mp4',
		'..\\x.mp4',
		'%USERPROFILE%\\x.mp4',
		'$HOME/x.mp4',
		'blob:https://example.com/1-2',
	])('a path is told to bring the file in: %s', (value) => {
		const entered = value.replaceAll('"', '');
		const told = refusedBy(() => webUrl('Video URL', value));
		expect(told.message).toBe(
			`Video URL must be a web address, but "${entered}" leads to a file on a computer: bring the file into the workflow and set Video Source to "Binary File"`,
		);
		expect(told.next).toContain('"Read/Write Files from Disk"');
	});

	test.each(['street.mp4', 'My Videos/street 1.MOV', 'a.webm'])(
		'the name of a file, too: %s',
		(value) => {
			const told = refusedBy(() => webUrl('Video URL', value));
			expect(told.message).toBe(
				`Video URL must be a web address, but "${value}" is the name of a file: bring the file into the workflow and set Video Source to "Binary File"`,
			);
		},
	);

	test('a field that takes no file is told to hold an address', () => {
		const told = refusedBy(() => webUrl('Callback URL', '/webhook/hook.mp4'));
		expect(told.message).toBe(
			'Callback URL must be a web address, but "/webhook/hook.mp4" leads to a file on a computer: enter an address that starts with https://',
		);
		expect(told.next).toBeUndefined();
	});

	test.each([
		'example.com/street.mp4',
		'//example.com/street.mp4',
		'www.example.com',
		'localhost:5678/a.mp4',
		'10.0.0.1/a.mp4',
		'bücher.example/a.mp4?x=1',
		'drive.google.com/file/d/1/view',
	])('an address without https:// is told so: %s', (value) => {
		const told = refusedBy(() => webUrl('Video URL', value));
		expect(told.message).toBe(`Video URL lacks https:// in front of "${value}"`);
		expect(told.next).toMatch(/^Put https:\/\/ in front/);
	});

	test.each<[string, unknown]>([
		['an array', [URL_A]],
		['an array in an array', [[URL_A]]],
		['an array with an empty entry', [URL_A, '', null]],
		['JSON text of an array', JSON.stringify([URL_A])],
		['JSON text', JSON.stringify(URL_A)],
		['a list that is not quite JSON', `['${URL_A}']`],
		['quotes', `"${URL_A}"`],
		['single quotes', `'${URL_A}'`],
		['quotes of a text processor', `“${URL_A}”`],
		['angle brackets', `<${URL_A}>`],
		['two of them', `"<${URL_A}>"`],
		['a comma at the end', `${URL_A},`],
		['a semicolon and spaces at the end', ` ${URL_A} ; `],
		['a space without width', `\u200b${URL_A}\u200b`],
		['one in the middle', URL_A.replace('example', 'exam\u200bple')],
		['a byte order mark', `\ufeff${URL_A}`],
		['a soft hyphen', URL_A.replace('street', 'str\u00adeet')],
		['marks of direction', `\u202a${URL_A}\u202c`],
		['a joiner', `${URL_A}\u200d`],
		['spaces that do not break', `\u00a0${URL_A}\u00a0`],
		['the same one twice', `${URL_A}\n${URL_A}`],
		['an escaped line break', `${URL_A}\\n`],
		['a sign of full width at the end', `${URL_A}，`],
		['a mark of Arabic', `\u061c${URL_A}`],
	])('is understood with %s', (_what, value) => {
		expect(webUrl('Video URL', value)).toBe(URL_A);
	});

	test.each<[unknown, number]>([
		[`${URL_A}\nhttps://example.com/b.mp4`, 2],
		[`${URL_A},https://example.com/b.mp4`, 2],
		[`${URL_A}, https://example.com/b.mp4`, 2],
		[`${URL_A};https://example.com/b.mp4; https://example.com/c.mp4`, 3],
		[`${URL_A}|https://example.com/b.mp4`, 2],
		[`${URL_A} | https://example.com/b.mp4`, 2],
		[`${URL_A} https://example.com/b.mp4`, 2],
		[`${URL_A}，https://example.com/b.mp4；https://example.com/c.mp4`, 3],
		[`${URL_A}、https://example.com/b.mp4｜https://example.com/c.mp4`, 3],
		[`${URL_A}\\nhttps://example.com/b.mp4\\r\\n"https://example.com/c.mp4"`, 3],
		[`"${URL_A}","https://example.com/b.mp4"`, 2],
		[[URL_A, 'https://example.com/b.mp4'], 2],
		[JSON.stringify([URL_A, 'https://example.com/b.mp4']), 2],
	])('is refused when there are several: %j', (value, count) => {
		expect(() => webUrl('Video URL', value)).toThrow(
			new Error(`Video URL takes one web address, but there are ${count}`),
		);
	});

	test.each([
		'https://example.com/a,b.mp4',
		'https://example.com/a;b|c.mp4',
		'https://example.com/a.mp4;jsessionid=1?x=1,2|3',
		'https://example.com/a.mp4?next=https://example.com/b.mp4',
		'https://example.com/fetch/https://example.com/b.mp4',
		'https://example.com/street_(1)',
		"https://example.com/it's",
	])('is one with signs in it: %s', (url) => {
		expect(webUrl('Video URL', url)).toBe(url);
	});

	test.each(['&amp;', '&#38;', '&AMP;'])('may come from the source of a page: %s', (and) => {
		const sent = 'https://example.com/a.mp4?e=1&s=2&amp=3';
		expect(webUrl('Video URL', `https://example.com/a.mp4?e=1${and}s=2&amp=3`)).toBe(sent);
	});

	test('may have a name with a comma and a space', () => {
		const sent = 'https://example.com/street,%20final.mp4';
		expect(webUrl('Video URL', 'https://example.com/street, final.mp4')).toBe(sent);
	});

	test('keeps the joiners of an emoji or another script', () => {
		const family = 'https://example.com/👨\u200d👩.mp4';
		expect(webUrl('Video URL', family)).toBe(encodeURI(family));
	});

	test.each([
		['https://example.com/clip #1.mp4', 'https://example.com/clip%20%231.mp4'],
		['https://example.com/clip#1.MOV?X=1', 'https://example.com/clip%231.MOV?X=1'],
		['https://example.com/take#2/#3.mp4', 'https://example.com/take%232/%233.mp4'],
		['https://example.com/a.mp4#t=1.5', 'https://example.com/a.mp4#t=1.5'],
		['https://example.com/a.mp4#b.mp4', 'https://example.com/a.mp4#b.mp4'],
		['https://example.com/a?v=1#top', 'https://example.com/a?v=1#top'],
		['https://example.com/a?id=5&sig=abc#.mp4', 'https://example.com/a?id=5&sig=abc#.mp4'],
		['https://example.com/a?id=5&sig=abc#b.mp4', 'https://example.com/a?id=5&sig=abc#b.mp4'],
		['https://example.com/abc123#.mp4', 'https://example.com/abc123#.mp4'],
		['https://example.com/abc123#/.mp4', 'https://example.com/abc123#/.mp4'],
	])('a "#" in the name of a file belongs to the name: %s', (entered, sent) => {
		expect(webUrl('Video URL', entered)).toBe(sent);
	});

	test.each([
		' ',
		',',
		'<',
		'"',
		'[',
		'a,',
		';https://',
		' https://a/b',
		'\u200b',
		'#',
		'|x:',
		'\\n',
		'，',
	])('the time grows no faster than the text: %j', (part) => {
		const read = (times: number) => {
			const long = part.repeat(times);
			for (const rule of [webUrl, webUrls(4, 'images')]) {
				for (const text of [`https://a/${long}x`, `https://a/${long}`, long]) {
					expect(typeof attempt(() => rule('Video URL', text))).toBe('string');
				}
			}
		};
		expect(growsInProportion(read, 10_000)).toBe(true);
	});

	test('any number of brackets is taken off', () => {
		const nested = `${'('.repeat(100_000)}${URL_A}${')'.repeat(100_000)}`;
		expect(webUrl('Video URL', nested)).toBe(URL_A);
		expect(() => webUrl('Video URL', `${nested}(`)).toThrow(/^Video URL must be a web address/);
	});

	test('a data URI does not flood the message', () => {
		const refused = () => webUrl('Video URL', `data:video/mp4;base64,${'A'.repeat(100_000)}`);
		expect(refused).toThrow(/^Video URL .{1,150}…$/);
	});
});

describe('several web addresses', () => {
	const urls = (value: unknown) => webUrls(4, 'images')('Reference Image URLs', value);
	const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(
		(name) => `https://example.com/${name}.jpg`,
	);

	test.each<[string, unknown, string[] | undefined]>([
		['nothing', undefined, undefined],
		['null', null, undefined],
		['empty text', ' \n ', undefined],
		['an empty array', [], undefined],
		['an array of empty entries', ['', null, undefined, ' '], undefined],
		['one', a, [a]],
		['a comma', `${a},${b}`, [a, b]],
		['a comma and a space', `${a}, ${b}`, [a, b]],
		['spaces around', `  ${a}  ,  ${b}  `, [a, b]],
		['a comma at the end', `${a}, ${b},`, [a, b]],
		['a space', `${a} ${b}`, [a, b]],
		['two commas', `${a},,${b}`, [a, b]],
		['line breaks', `${a}\n${b}\n`, [a, b]],
		['line breaks of Windows', `${a}\r\n${b}`, [a, b]],
		['empty lines', `${a}\n\n\n${b}`, [a, b]],
		['commas and line breaks', `${a},\n${b}, ${c}\n${d}`, [a, b, c, d]],
		['an array', [a, b], [a, b]],
		['an array with gaps', [a, '', null, b], [a, b]],
		['four', [a, b, c, d].join(', '), [a, b, c, d]],
		['semicolons', `${a};${b}; ${c};`, [a, b, c]],
		['bars', `${a}|${b} | ${c}`, [a, b, c]],
		['signs of full width', `${a}，${b}；${c}、 ${d}`, [a, b, c, d]],
		['escaped line breaks', `${a}\\n${b}\\r\\n\\n${c}\\n`, [a, b, c]],
		['quotes', `"${a}","${b}"`, [a, b]],
		['angle brackets', `<${a}>, <${b}>`, [a, b]],
		['JSON text of an array', JSON.stringify([a, b]), [a, b]],
		['a list that is not quite JSON', `['${a}', '${b}']`, [a, b]],
		['an array in an array', [[a, b]], [a, b]],
		['an array with several in one entry', [`${a}, ${b}`, c], [a, b, c]],
		['characters without width', `\u200b${a}\u200b,\ufeff${b}`, [a, b]],
		['the same one twice', [a, a], [a, a]],
	])('%s', (_what, value, sent) => {
		expect(urls(value)).toEqual(sent);
	});

	test.each([
		['https://example.com/w_300,h_200/a.jpg'],
		['https://example.com/resize=width:300,height:400/a.jpg'],
		['https://example.com/cdn-cgi/image/width=80,quality=75,fit=crop/a.jpg'],
		['https://example.com/a.jpg?x-oss-process=image/resize,w_300,limit_0'],
		['https://example.com/a;b|c.jpg'],
	])('a comma inside an address belongs to it: %s', (url) => {
		expect(urls(url)).toEqual([url]);
		expect(urls(`${url},${a}`)).toEqual([url, a]);
		expect(urls(`${a}, ${url}\n${b}`)).toEqual([a, url, b]);
		expect(urls([url, a])).toEqual([url, a]);
	});

	test.each<[string, unknown]>([
		['commas', [a, b, c, d, e].join(',')],
		['line breaks', [a, b, c, d, e].join('\n')],
		['an array', [a, b, c, d, e]],
	])('five are too many: %s', (_what, value) => {
		expect(() => urls(value)).toThrow(
			new Error('Reference Image URLs takes at most 4 images, but there are 5'),
		);
	});

	test.each(['style.jpg', '/home/me/style.jpg'])('a file among them is named: %s', (file) => {
		for (const between of [', ', '\n']) {
			expect(() => urls(`${a}${between}${file}`)).toThrow(
				/"\S*style\.jpg" .* name its binary field in Reference Image Binary Fields$/,
			);
		}
	});

	test.each<[unknown, string]>([
		[`${a},ftp://example.com/b.jpg`, '"ftp://example.com/b.jpg"'],
		[`${a},data:image/png;base64,AAAA`, '"data:image/png;base64,AAAA"'],
		[[a, 7], '7'],
		[[a, [b]], `["${b}"]`],
		[{ url: a }, `{"url":"${a}"}`],
		[true, 'true'],
	])('the one that is no address is named: %p', (value, shown) => {
		expect(() => urls(value)).toThrow(
			new Error(
				`Reference Image URLs must be a web address that starts with http:// or https://, but it is ${shown}`,
			),
		);
	});
});
