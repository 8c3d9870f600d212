/** What the model edits (model page); both formats share their boxes. */
export const MP4_OR_MOV = 'an MP4 or MOV file';
export const EMPTY = 'an empty file';
export const WEB_PAGE = 'a web page';
export const JPEG = 'a JPEG image';
export const PNG = 'a PNG image';
export const WEBP = 'a WebP image';
export const BMP = 'a BMP image';
export const MATROSKA = 'a Matroska or WebM video';
export const AVI = 'an AVI video';
export const TRANSPORT_STREAM = 'an MPEG transport stream';
export const FLV = 'an FLV video';
export const WMV = 'a WMV video';
export const MPEG = 'an MPEG video';
export const REAL_MEDIA = 'a RealMedia video';
export const MXF = 'an MXF video';
export const IVF = 'an IVF video';
export const NUT = 'a NUT video';
export const OGG = 'an Ogg file';
export const XML = 'an XML file or a web page';
export const JSON_TEXT = 'JSON text';
export const HLS = 'an HLS playlist';
export const DASH = 'a DASH playlist';
export const TEXT = 'a text file';
const PDF = 'a PDF';
const GIF = 'a GIF image';
export const Y4M = 'a Y4M video';
export const TORRENT = 'a torrent file';

/** Text that stands where a file was expected: around it, about it, or instead of it. */
const TEXTS = [WEB_PAGE, XML, JSON_TEXT, HLS, DASH, TEXT, TORRENT];

/** How many bytes {@link fileKind} wants to see: pages may begin with many blank lines. */
export const BEGINNING_BYTES = 4096;

/** The names of the boxes that an MP4 or MOV file begins with. */
const FIRST_BOXES = [
	...['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'],
	...['moof', 'sidx', 'uuid', 'udta', 'meta', 'emsg', 'prft', 'pdin', 'junk', 'PICT'],
];

const HEIC = 'a HEIC image';
const AVIF = 'an AVIF image';
const AUDIO = 'an audio file';
/** What else lies in the same boxes, by the brand of the first one. */
const OTHER_BRANDS: Record<string, string> = {
	...{ avif: AVIF, avis: AVIF, 'crx ': 'a raw image', heic: HEIC, heim: HEIC, heis: HEIC },
	...{ heix: HEIC, hevc: HEIC, hevx: HEIC, mif1: HEIC, msf1: HEIC },
	...{ 'M4A ': AUDIO, 'M4B ': AUDIO, 'M4P ': AUDIO },
};

/** How files begin that are no text, one character per byte. */
const BEGINNINGS: Array<[kind: string, ...beginnings: string[]]> = [
	[MATROSKA, '\x1a\x45\xdf\xa3'],
	[FLV, 'FLV\x01'],
	[WMV, '\x30\x26\xb2\x75'],
	[MPEG, '\0\0\x01\xba', '\0\0\x01\xb3'],
	[REAL_MEDIA, '.RMF\0'],
	[MXF, '\x06\x0e\x2b\x34'],
	['a raw MPEG-4 stream', '\0\0\x01\xb0'],
	[Y4M, 'YUV4MPEG2 '],
	[IVF, 'DKIF\0'],
	[NUT, 'nut/multimedia container\0'],
	['a Flash file', 'FWS', 'CWS', 'ZWS'],
	[PNG, '\x89PNG'],
	[JPEG, '\xff\xd8\xff'],
	[GIF, 'GIF8'],
	[BMP, 'BM'],
	['a TIFF image', 'II*\0', 'MM\0*'],
	['a JPEG XL image', '\xff\x0a', '\0\0\0\x0cJXL '],
	['a JPEG 2000 image', '\0\0\0\x0cjP  '],
	['a Photoshop file', '8BPS\0'],
	['an MP3 file', 'ID3', '\xff\xfb', '\xff\xfa', '\xff\xf3', '\xff\xf2', '\xff\xe3', '\xff\xe2'],
	['an MP2 file', '\xff\xfd', '\xff\xfc', '\xff\xf5', '\xff\xf4'],
	['an AC-3 file', '\x0b\x77'],
	['a CAF file', 'caff\0'],
	['an AAC file', '\xff\xf1', '\xff\xf9'],
	[OGG, 'OggS\0'],
	['a FLAC file', 'fLaC'],
	['an AIFF file', 'FORM\0'],
	['a MIDI file', 'MThd'],
	['an AMR file', '#!AMR'],
	[PDF, '%PDF'],
	['a ZIP archive', 'PK\x03\x04', 'PK\x05\x06'],
	['a gzip archive', '\x1f\x8b'],
	['a RAR archive', 'Rar!\x1a'],
	['a 7-Zip archive', '7z\xbc\xaf'],
	['an XZ archive', '\xfd7zXZ'],
	['a bzip2 archive', 'BZh'],
	['a Zstandard archive', '\x28\xb5\x2f\xfd'],
	['an Office document', '\xd0\xcf\x11\xe0'],
	['a program', 'MZ', '\x7fELF'],
];

/** These could also be the length of a box that nobody knows, if a name follows. */
const UNLESS_BOX: typeof BEGINNINGS = [
	['a raw H.264 or H.265 stream', '\0\0\0\x01', '\0\0\x01\x09', '\0\0\x01\x27', '\0\0\x01\x67'],
	['an icon', '\0\0\x01\0'],
];
const HAS_NAME = /^[^]{4}[\w \xa9]{4}/;

/** Where an archive of the kind tar names itself. */
const TAR_AT = 257;

/** What a RIFF file holds, by its form. */
const RIFF_FORMS: Record<string, string> = { 'AVI ': AVI, WAVE: 'a WAV file', WEBP };

/**
 * Says what a file is by how it begins; hosts and people label files as they like.
 *
 * @param content the first bytes of the file as latin1 text, or all of them
 * @returns what goes after "The file is"; `undefined` for what is not known here
 */
export function fileKind(content: string): string | undefined {
	const beginning = content.slice(0, BEGINNING_BYTES);
	if (beginning === '') return EMPTY;
	if (beginsWithBox(beginning)) return OTHER_BRANDS[beginning.slice(8, 12)] ?? MP4_OR_MOV;
	if (/^RIFF[^]{4}[ -~]{4}/.test(beginning)) {
		return RIFF_FORMS[beginning.slice(8, 12)] ?? 'a RIFF file';
	}
	// Two bytes per character, one of them mostly 0.
	const isWide = /^(\xff\xfe|\xfe\xff|([^\0]\0){4}|(\0[^\0]){4})/.test(beginning);
	const text = isWide ? beginning.replaceAll('\0', '') : beginning;
	const kind = kindOfText(text.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, ''));
	if (kind !== undefined) return kind;
	if (isTransportStream(beginning)) return TRANSPORT_STREAM;
	if (beginning.startsWith('ustar', TAR_AT)) return 'a tar archive';
	const known = HAS_NAME.test(beginning) ? BEGINNINGS : [...BEGINNINGS, ...UNLESS_BOX];
	return known.find(([, ...all]) => all.some((one) => beginning.startsWith(one)))?.[0];
}

/** A box begins with its length, which only pictures and sound need more than three bytes for. */
function beginsWithBox(beginning: string): boolean {
	const name = beginning.slice(4, 8);
	return FIRST_BOXES.includes(name) && (beginning.charCodeAt(0) === 0 || name === 'mdat');
}

/** Lengths of a packet of an MPEG transport stream, each of which begins with the same byte. */
const PACKET_BYTES = [188, 192, 204];

/** It may begin in the middle of a packet. */
function isTransportStream(beginning: string): boolean {
	const first = beginning.slice(0, Math.max(...PACKET_BYTES)).split('');
	return PACKET_BYTES.some((bytes) =>
		first.some((_, at) => {
			const begins = [0, 1, 2, 3, 4].map((n) => beginning[at + n * bytes]);
			return begins[2] !== undefined && begins.every((byte) => (byte ?? 'G') === 'G');
		}),
	);
}

/** Control characters, other than those that part lines and words. */
const NOT_TEXT = /[^\t-\r -\xff]/;

function kindOfText(whole: string): string | undefined {
	const text = afterComments(whole);
	if (/^<(!doctype\s+html|html|head)/i.test(text)) return WEB_PAGE;
	if (NOT_TEXT.test(whole)) return undefined;
	if (/^<MPD\b/.test(text)) return DASH;
	if (text.startsWith('<svg')) return 'an SVG image';
	if (whole.trimStart().startsWith('<')) return text === '' ? WEB_PAGE : XML;
	if (text.startsWith('#EXTM3U')) return HLS;
	// These are no text, even where all of their beginning can be read.
	if (text.startsWith('%PDF-')) return PDF;
	if (/^GIF8[79]a/.test(text)) return GIF;
	if (text.startsWith('YUV4MPEG2 ')) return Y4M;
	if (/^[{[]\s*(["{[\]}\d-]|true|false|null)/.test(text)) return JSON_TEXT;
	return /^d\d+:/.test(text) ? TORRENT : TEXT;
}

/** What comes after blank lines, comments and instructions such as `<?xml …?>`. */
function afterComments(text: string): string {
	for (let rest = text.trimStart(); ; rest = rest.trimStart()) {
		const end = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?') ? '?>' : undefined;
		if (end === undefined) return rest;
		const at = rest.indexOf(end);
		rest = at === -1 ? '' : rest.slice(at + end.length);
	}
}

/** Whether what stands at a place is about a file, and not the file: a page, an error, a playlist. */
export const isText = (kind: string | undefined): boolean =>
	kind !== undefined && TEXTS.includes(kind);

export const MEGABYTE = 1024 ** 2;

/** A size as a person reads it, rounded up: a file that is too large never looks as large as allowed. */
export const megabytes = (bytes: number): string => `${Math.ceil((10 * bytes) / MEGABYTE) / 10} MB`;
