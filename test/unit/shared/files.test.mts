import { expect, test } from '@jest/globals';

import { BEGINNING_BYTES, fileKind, isText } from '../../../nodes/WanVideoEdit/shared/files';
import { kindOfLabel } from '../../../nodes/WanVideoEdit/shared/labels';
import { videoType } from '../../../nodes/WanVideoEdit/shared/videoType';

/** Packets of a transport stream: a byte that is the same in each, and others. */
const packets = (bytes: number, first = '') =>
	`${first}G@\0\x10${'\0'.repeat(bytes - 4)}`.repeat(3);
const wide = (text: string) => [...text].map((character) => `${character}\0`).join('');

test.each<[content: string, kind: string | undefined]>([
	['\0\0\0\x20ftypisom\0\0\x02\0', 'an MP4 or MOV file'],
	['\0\0\0\x14ftypqt  \0\0\x02\0', 'an MP4 or MOV file'],
	// A box as long as a line break, or as an opening brace.
	['\0\0\0\nftypmp42\0\0\0\0', 'an MP4 or MOV file'],
	['{\0\0\0mdat\0\0\0\0\0\0\0\0', 'an MP4 or MOV file'],
	['\0\0\0\x08styp', 'an MP4 or MOV file'],
	['\0\0\x07\xd0moov\0\0\0\x6cmvhd', 'an MP4 or MOV file'],
	['\0\0\0\x01mdat\0\0\0\0\0\x12\x34\x56', 'an MP4 or MOV file'],
	['\0\0\0\x08wide\0\x12\x34\x56mdat', 'an MP4 or MOV file'],
	['\0\0\0\x08free\0\0\0\0mdat', 'an MP4 or MOV file'],
	['\0\0\0\x08skip\0\0\0\0mdat', 'an MP4 or MOV file'],
	['\0\0\0\x14pnot', 'an MP4 or MOV file'],
	['\x1a\x45\xdf\xa3\x9f\x42\x86\x81', 'a Matroska or WebM video'],
	['FLV\x01\x05', 'an FLV video'],
	['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'a WMV video'],
	['\0\0\x01\xba\x44', 'an MPEG video'],
	['\0\0\x01\xb3\x14', 'an MPEG video'],
	['RIFF\x24\0\0\0AVI LIST', 'an AVI video'],
	['RIFF\x24\0\0\0WAVEfmt ', 'a WAV file'],
	['RIFF\x24\0\0\0WEBPVP8 ', 'a WebP image'],
	['GIF89a\x01\0', 'a GIF image'],
	['GIF89a', 'a GIF image'],
	['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'a PNG image'],
	['\xff\xd8\xff\xe0\0\x10JFIF', 'a JPEG image'],
	['BM\x36\0\0\0', 'a BMP image'],
	['ID3\x04\0', 'an MP3 file'],
	['OggS\0\x02', 'an Ogg file'],
	['%PDF-1.7', 'a PDF'],
	['PK\x03\x04\x14\0', 'a ZIP archive'],
	['<!DOCTYPE html><html lang="en">', 'a web page'],
	['<!doctype html>', 'a web page'],
	['\r\n\t <html lang="en">', 'a web page'],
	['\xef\xbb\xbf\n<HTML>', 'a web page'],
	['<head><title>', 'a web page'],
	['<!-- saved from', 'a web page'],
	['<?xml version="1.0"?><Error>', 'an XML file or a web page'],
	['<body>', 'an XML file or a web page'],
	['{"error":{"code":404}}', 'JSON text'],
	['\n [1, 2]', 'JSON text'],
	['\n\n  {"a":1}', 'JSON text'],
	['[{"url":"https://a.example/v.mp4"}]', 'JSON text'],
	['{}', 'JSON text'],
	['[null]', 'JSON text'],
	['', 'an empty file'],
	// Pages behind whatever may stand before them.
	[`${'\r\n'.repeat(900)}<!DOCTYPE html>`, 'a web page'],
	['\xef\xbb\xbf<!-- a --> <!-- b -->\n<html>', 'a web page'],
	[
		'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML">',
		'a web page',
	],
	[`\xff\xfe${wide('<html>')}`, 'a web page'],
	[wide('<!doctype html>'), 'a web page'],
	['\0<\0h\0t\0m\0l\0>', 'a web page'],
	['<html>\0\x01', 'a web page'],
	['<script>location="/login"</script>', 'an XML file or a web page'],
	['<!DOCTYPE svg>', 'an XML file or a web page'],
	['<svg xmlns="http://www.w3.org/2000/svg">', 'an SVG image'],
	// Playlists, and other text about a file.
	['#EXTM3U\n#EXT-X-VERSION:3', 'an HLS playlist'],
	['\xef\xbb\xbf\r\n#EXTM3U', 'an HLS playlist'],
	['<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', 'a DASH playlist'],
	['<MPD>', 'a DASH playlist'],
	['d8:announce35:https://tracker.example', 'a torrent file'],
	['WEBVTT\n\n00:00.000 --> 00:01.000', 'a text file'],
	['[InternetShortcut]\r\nURL=https://a.example', 'a text file'],
	['{\\rtf1\\ansi', 'a text file'],
	['version https://git-lfs.github.com/spec/v1', 'a text file'],
	['Datei nicht gefunden: \xc3\xbc', 'a text file'],
	['\n'.repeat(5000), 'a text file'],
	['The free download', 'a text file'],
	['No %PDF, no FLV', 'a text file'],
	['BMW is a brand', 'a text file'],
	['GIF8 is the beginning of a GIF', 'a text file'],
	[`\xfe\xff${wide('hello')}`, 'a text file'],
	// Transport streams, also with a time before each packet, or with checksums.
	[packets(188), 'an MPEG transport stream'],
	[packets(188, '\0\0\0\x01'), 'an MPEG transport stream'],
	[packets(204), 'an MPEG transport stream'],
	[`\xff\0\x01${packets(188)}${packets(188)}`, 'an MPEG transport stream'],
	[`\xff\0\x01${packets(188)}${'\xff'.repeat(1000)}`, undefined],
	['.RMF\0\0\0\x12', 'a RealMedia video'],
	['\x06\x0e\x2b\x34\x02', 'an MXF video'],
	['\xff\xfb\x90\x64\0', 'an MP3 file'],
	['\xff\xf1\x50\x80\0', 'an AAC file'],
	['fLaC\0\0\0\x22', 'a FLAC file'],
	['II*\0\x08\0', 'a TIFF image'],
	['\0\0\0\x0cJXL \r\n\x87\n', 'a JPEG XL image'],
	['\x1f\x8b\x08\0', 'a gzip archive'],
	['Rar!\x1a\x07', 'a RAR archive'],
	['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
	['MZ\x90\0\x03', 'a program'],
	['\0\0\0\x01\x67\x64\0\x1f', 'a raw H.264 or H.265 stream'],
	['\0\0\0\x01\x40\x01\x0c\x01', 'a raw H.264 or H.265 stream'],
	['\0\0\0\x01gB@(\xda', 'a raw H.264 or H.265 stream'],
	['\0\0\x01\x67\x42\xc0\x1e', 'a raw H.264 or H.265 stream'],
	['\0\0\x01\xb0\x01\0\0\x01', 'a raw MPEG-4 stream'],
	['DKIF\0\0\x20\0VP80', 'an IVF video'],
	['YUV4MPEG2 W640 H360 F25:1\nFRAME\n\x01', 'a Y4M video'],
	['YUV4MPEG2 W640 H360 F25:1\nFRAME\n\x80\x80', 'a Y4M video'],
	['nut/multimedia container\0NM', 'a NUT video'],
	['caff\0\x01\0\0desc', 'a CAF file'],
	['\xff\xfd\xa4\0', 'an MP2 file'],
	['\x0b\x77\x4a\x59\x14\0', 'an AC-3 file'],
	['\0\0\x01\0\x01\0\x10\x10', 'an icon'],
	['\0\0\x01\0', 'an icon'],
	[`clip.mp4${'\0'.repeat(249)}ustar\0`, 'a tar archive'],
	['\0\0\0\x1cftypM4A \0\0\x02\0', 'an audio file'],
	['\0\0\0\x1cftypM4B \0\0\x02\0', 'an audio file'],
	['\0\0\0\x1cftypM4P \0\0\x02\0', 'an audio file'],
	['\0\0\0\x1cftypM4V \0\0\x02\0', 'an MP4 or MOV file'],
	['RIFF\x24\0\0\0XXXX', 'a RIFF file'],
	// Not known here.
	['RIFF\x24\0\0\0\0\x01\x02\x03', undefined],
	['\0\0\0\x18ftypheic\0\0\0\0', 'a HEIC image'],
	['\0\0\0\x20ftypavif\0\0\0\0', 'an AVIF image'],
	['\0\0\0ftypisom', undefined],
	['\x47\x40\0\x10', undefined],
	['{\0\0\x01', undefined],
	['\0', undefined],
	// A box that nobody knows, as long as the beginning of an icon says.
	['\0\0\x01\0abcd\0', undefined],
	['\0\0\0\x01abcd\0', undefined],
])('%j is %s', (content, kind) => {
	expect(fileKind(content.slice(0, BEGINNING_BYTES))).toBe(kind);
});

test('what is about a file is told from files', () => {
	const texts = ['<html>', '<a>', '{}', '#EXTM3U', '<MPD>', 'd8:announce', 'hello'];
	expect(texts.map((text) => isText(fileKind(text)))).toEqual(texts.map(() => true));
	const files = ['', '\0', '%PDF-1.7', '<svg>', '\x89PNG\r\n\x1a\n', '\x1a\x45\xdf\xa3'];
	expect(files.map((file) => isText(fileKind(file)))).toEqual(files.map(() => false));
});

test('however long a text is, it is known at once', () => {
	const texts = [' ', '<!-- -->', '<?', 'd1', '\0 '].map((text) => text.repeat(5_000_000));
	const beginMs = performance.now();
	for (const text of texts) fileKind(text);
	expect(performance.now() - beginMs).toBeLessThan(10_000);
});

test.each<[label: string, kind: string | undefined]>([
	['text/html; charset=utf-8', 'a web page'],
	['TEXT/HTML', 'a web page'],
	['application/xhtml+xml', 'a web page'],
	['application/json', 'JSON text'],
	['application/problem+json; charset=utf-8', 'JSON text'],
	['application/xml', 'an XML file or a web page'],
	['text/xml', 'an XML file or a web page'],
	['application/vnd.apple.mpegurl', 'an HLS playlist'],
	['application/x-mpegURL', 'an HLS playlist'],
	['audio/mpegurl', 'an HLS playlist'],
	['application/dash+xml', 'a DASH playlist'],
	['application/x-bittorrent', 'a torrent file'],
	['text/plain', 'a text file'],
	['text/vtt', 'a text file'],
	['application/javascript', 'a text file'],
	['vnd.apple.mpegURL', 'an HLS playlist'],
	['video/mp4', undefined],
	['application/octet-stream', undefined],
	['application/mp4', undefined],
	['image/svg+xml', undefined],
	['', undefined],
])('the label %j is of %s', (label, kind) => {
	expect(kindOfLabel(label)).toBe(kind);
});

test.each<[content: string, mimeType: string | undefined, extension: string]>([
	['\0\0\0\x20ftypisom\0\0\x02\0', 'video/mp4', 'mp4'],
	['\0\0\0\x08styp', 'video/mp4', 'mp4'],
	['\0\0\0\x14ftypqt  \0\0\x02\0', 'video/quicktime', 'mov'],
	['\0\0\x07\xd0moov\0\0\0\x6cmvhd', 'video/quicktime', 'mov'],
	['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm', 'video/webm', 'webm'],
	['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska', 'video/x-matroska', 'mkv'],
	['RIFF\x24\0\0\0AVI LIST', 'video/x-msvideo', 'avi'],
	[packets(188), 'video/mp2t', 'ts'],
	['FLV\x01\x05', 'video/x-flv', 'flv'],
	['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'video/x-ms-wmv', 'wmv'],
	['\0\0\x01\xba\x44', 'video/mpeg', 'mpg'],
	['.RMF\0\0\0\x12', 'application/vnd.rn-realmedia', 'rm'],
	['\x06\x0e\x2b\x34\x02', 'application/mxf', 'mxf'],
	['DKIF\0\0\x20\0VP80', 'video/x-ivf', 'ivf'],
	['nut/multimedia container\0NM', 'video/x-nut', 'nut'],
	['YUV4MPEG2 W640 H360\nFRAME\n\x01', 'video/x-yuv4mpeg', 'y4m'],
	['\0\0\0\x01\x67\x64\0\x1f', undefined, ''],
	['OggS\0\x02', 'video/ogg', 'ogv'],
	['OggS\0\x02\x80theora OggS\0\x02\x01vorbis', 'video/ogg', 'ogv'],
	['OggS\0\x02\x01vorbis', undefined, ''],
	['OggS\0\x02OpusHead', undefined, ''],
	['\0\0\0\x1cftypM4A \0\0\x02\0', undefined, ''],
	['RIFF\x24\0\0\0WEBPVP8 ', undefined, ''],
	['\0\0\0\x18ftypheic', undefined, ''],
	['<html>', undefined, ''],
	['toString', undefined, ''],
	['\0', undefined, ''],
	['', undefined, ''],
])('%j is labelled %s', (content, mimeType, extension) => {
	expect(videoType(content)).toEqual(mimeType && { mimeType, extension });
});
