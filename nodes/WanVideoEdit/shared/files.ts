/** What the model edits (model page); both formats share their boxes. */
export const MP4_OR_MOV = 'an MP4 or MOV file';
export const EMPTY = 'an empty file';
export const WEB_PAGE = 'a web page';
export const JPEG = 'a JPEG image';
export const PNG = 'a PNG image';
export const WEBP = 'a WebP image';

/** How many bytes {@link fileKind} wants to see. */
export const BEGINNING_BYTES = 16;

/** The names of the boxes that an MP4 or MOV file begins with. */
const FIRST_BOXES = ['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'];

/** Images that lie in the same boxes, by the brand of the first one. */
const IMAGE_BRANDS: Record<string, string> = {
	avif: 'an AVIF image',
	avis: 'an AVIF image',
	heic: 'a HEIC image',
	heix: 'a HEIC image',
	mif1: 'a HEIC image',
	msf1: 'a HEIC image',
};

/** How files begin, one character per byte. */
const BEGINNINGS: Array<[beginning: string, kind: string]> = [
	['\x1a\x45\xdf\xa3', 'a Matroska or WebM video'],
	['FLV', 'an FLV video'],
	['\x30\x26\xb2\x75', 'a WMV video'],
	['\x00\x00\x01\xba', 'an MPEG video'],
	['\x00\x00\x01\xb3', 'an MPEG video'],
	['GIF8', 'a GIF image'],
	['\x89PNG', PNG],
	['\xff\xd8\xff', JPEG],
	['BM', 'a BMP image'],
	['ID3', 'an MP3 file'],
	['OggS', 'an Ogg file'],
	['%PDF', 'a PDF'],
	['PK\x03\x04', 'a ZIP archive'],
];

/** What a RIFF file holds, by its form. */
const RIFF_FORMS: Record<string, string> = { 'AVI ': 'an AVI video', WAVE: 'a WAV file', WEBP };

/**
 * Says what a file is by how it begins; hosts and people label files as they like.
 *
 * @param beginning the first bytes of the file as latin1 text
 * @returns `undefined` for what is not known here
 */
export function fileKind(beginning: string): string | undefined {
	if (beginning === '') return EMPTY;
	if (beginsWithBox(beginning)) return IMAGE_BRANDS[beginning.slice(8, 12)] ?? MP4_OR_MOV;
	if (beginning.startsWith('RIFF')) return RIFF_FORMS[beginning.slice(8, 12)];
	const text = beginning.replace('\xef\xbb\xbf', '').trimStart();
	if (/^<(!doctype|html|head|!--)/i.test(text)) return WEB_PAGE;
	if (text.startsWith('<')) return 'an XML file or a web page';
	if (/^[{[]/.test(text)) return 'JSON text';
	return BEGINNINGS.find(([known]) => beginning.startsWith(known))?.[1];
}

/** A box begins with its length, which only pictures and sound need more than three bytes for. */
function beginsWithBox(beginning: string): boolean {
	const name = beginning.slice(4, 8);
	return FIRST_BOXES.includes(name) && (beginning.charCodeAt(0) === 0 || name === 'mdat');
}

export const MEGABYTE = 1024 ** 2;

/** A size as a person reads it, rounded up: a file that is too large never looks as large as allowed. */
export const megabytes = (bytes: number): string => `${Math.ceil((10 * bytes) / MEGABYTE) / 10} MB`;
