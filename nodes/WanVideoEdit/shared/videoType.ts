import {
	AVI,
	fileKind,
	FLV,
	IVF,
	MATROSKA,
	MP4_OR_MOV,
	MPEG,
	MXF,
	NUT,
	OGG,
	REAL_MEDIA,
	TRANSPORT_STREAM,
	WMV,
	Y4M,
} from './files';

/** How a video is labelled, and how its name ends. */
export interface VideoType {
	mimeType: string;
	extension: string;
}

/** The brand that a MOV file gives itself in its first box; older ones have no such box. */
const MOV = /^[^]{4}(ftypqt {2}|moov|mdat|free|skip|wide|pnot)/;

const TYPES: Record<string, VideoType> = {
	[MP4_OR_MOV]: { mimeType: 'video/mp4', extension: 'mp4' },
	[MATROSKA]: { mimeType: 'video/x-matroska', extension: 'mkv' },
	[AVI]: { mimeType: 'video/x-msvideo', extension: 'avi' },
	[TRANSPORT_STREAM]: { mimeType: 'video/mp2t', extension: 'ts' },
	[FLV]: { mimeType: 'video/x-flv', extension: 'flv' },
	[WMV]: { mimeType: 'video/x-ms-wmv', extension: 'wmv' },
	[MPEG]: { mimeType: 'video/mpeg', extension: 'mpg' },
	[OGG]: { mimeType: 'video/ogg', extension: 'ogv' },
	[REAL_MEDIA]: { mimeType: 'application/vnd.rn-realmedia', extension: 'rm' },
	[IVF]: { mimeType: 'video/x-ivf', extension: 'ivf' },
	[NUT]: { mimeType: 'video/x-nut', extension: 'nut' },
	[Y4M]: { mimeType: 'video/x-yuv4mpeg', extension: 'y4m' },
	[MXF]: { mimeType: 'application/mxf', extension: 'mxf' },
};

/** An Ogg file names at its beginning what is in it. */
const OGG_SOUNDS = ['\x01vorbis', 'OpusHead', '\x7fFLAC', 'Speex   '];
const OGG_PICTURES = ['\x80theora', 'BBCD', 'OVP80'];

const isOggOfSound = (beginning: string) =>
	OGG_SOUNDS.some((name) => beginning.includes(name)) &&
	!OGG_PICTURES.some((name) => beginning.includes(name));

/** Says how a video is to be labelled by how it begins, or `undefined` for what is not known to be one. */
export function videoType(beginning: string): VideoType | undefined {
	const kind = fileKind(beginning) ?? '';
	if (kind === MP4_OR_MOV && MOV.test(beginning)) {
		return { mimeType: 'video/quicktime', extension: 'mov' };
	}
	if (kind === MATROSKA && beginning.slice(0, 64).includes('webm')) {
		return { mimeType: 'video/webm', extension: 'webm' };
	}
	return kind === OGG && isOggOfSound(beginning) ? undefined : TYPES[kind];
}
