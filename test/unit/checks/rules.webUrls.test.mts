import { describe, expect, test } from '@jest/globals';

import { webUrl, webUrls } from '../../../nodes/WanVideoEdit/checks/rules';

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
		['street.mp4', '"street.mp4"'],
		['example.com/street.mp4', '"example.com/street.mp4"'],
		['//example.com/street.mp4', '"//example.com/street.mp4"'],
		['/videos/street.mp4', '"/videos/street.mp4"'],
		['https://', '"https://"'],
		['ftp://example.com/a.mp4', '"ftp://example.com/a.mp4"'],
		['file:///a.mp4', '"file:///a.mp4"'],
		['s3://bucket/a.mp4', '"s3://bucket/a.mp4"'],
		['data:video/mp4;base64,AAAA', '"data:video/mp4;base64,AAAA"'],
		[7, '7'],
		[{ url: 'https://a/b' }, '{"url":"https://a/b"}'],
		[['https://a/b'], '["https://a/b"]'],
	])('is refused when it is none: %p', (value, shown) => {
		expect(() => webUrl('Video URL', value)).toThrow(
			new Error(
				`Video URL must be a web address that starts with http:// or https://, but it is ${shown}`,
			),
		);
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
		['the same one twice', [a, a], [a, a]],
	])('%s', (_what, value, sent) => {
		expect(urls(value)).toEqual(sent);
	});

	test.each([
		['https://example.com/w_300,h_200/a.jpg'],
		['https://example.com/resize=width:300,height:400/a.jpg'],
		['https://example.com/cdn-cgi/image/width=80,quality=75,fit=crop/a.jpg'],
		['https://example.com/a.jpg?x-oss-process=image/resize,w_300,limit_0'],
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

	test.each<[unknown, string]>([
		[`${a}, style.jpg`, '"style.jpg"'],
		[`${a}\nstyle.jpg`, '"style.jpg"'],
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
