/** How ffmpeg makes a video of the corpus: arguments before the name of the file. */
export type Recipe = [name: string, extension: string, options: string];

const pictures = (size = '320x240', rate = 10, seconds = 3) =>
	`-f lavfi -i testsrc=size=${size}:rate=${rate}:duration=${seconds}`;
const sound = (seconds = 3) => `-f lavfi -i sine=sample_rate=44100:duration=${seconds}`;
const H264 = '-c:v libx264 -preset medium -crf 48 -pix_fmt yuv420p';
const FAST = '-c:v libx264 -preset ultrafast -crf 48 -pix_fmt yuv420p';
const AAC = '-c:a aac -b:a 32k';
const inFragments = (flags: string, rest = '') =>
	`${pictures()} ${H264} -g 10 ${rest} -movflags ${flags}`;

/** Names of those that changes are made of. The first one has its index at its end. */
export const PLAIN = 'plain';
export const HYBRID = 'hybrid';

/** What phones, editors, recorders and services write. */
export const RECIPES: Recipe[] = [
	[PLAIN, 'mp4', `${pictures()} ${H264}`],
	['index first', 'mp4', `${pictures()} ${H264} -movflags +faststart`],
	['no reordered pictures', 'mp4', `${pictures()} ${FAST}`],
	[
		'reordered pictures, shifted below zero',
		'mp4',
		`${pictures()} ${H264} -bf 4 -movflags +negative_cts_offsets`,
	],
	['no edit list', 'mp4', `${pictures()} ${H264} -use_editlist 0`],
	['late pictures', 'mp4', `-itsoffset 0.7 ${pictures()} ${sound()} ${FAST} ${AAC}`],
	['late sound', 'mp4', `${pictures()} -itsoffset 0.7 ${sound()} ${FAST} ${AAC}`],
	['sound', 'mp4', `${pictures()} ${sound()} ${FAST} ${AAC}`],
	['sound first', 'mp4', `${sound()} ${pictures()} -map 0 -map 1 ${FAST} ${AAC}`],
	['sound longer', 'mp4', `${pictures()} ${sound(5)} ${FAST} ${AAC}`],
	['sound shorter', 'mp4', `${pictures()} ${sound(1)} ${FAST} ${AAC}`],
	[
		'two pictures tracks',
		'mp4',
		`${pictures()} ${pictures('160x120', 5, 3)} -map 0 -map 1 ${FAST}`,
	],
	['chapters and captions', 'mov', `${pictures()} ${FAST} -timecode 00:00:00:00`],
	[
		'phone, portrait',
		'mov',
		`${pictures('480x270', 30)} ${sound()} ${FAST} ${AAC} -metadata:s:v:0 rotate=90`,
	],
	['phone, upside down', 'mp4', `${pictures()} ${FAST} -metadata:s:v:0 rotate=180`],
	['sound in one byte order', 'mov', `${pictures()} ${sound()} ${FAST} -c:a pcm_s16le`],
	['sound in the other byte order', 'mov', `${pictures()} ${sound()} ${FAST} -c:a pcm_s16be`],
	['sound of 24 bits', 'mov', `${pictures()} ${sound()} ${FAST} -c:a pcm_s24be`],
	['sound of floats', 'mov', `${pictures()} ${sound()} ${FAST} -c:a pcm_f32le`],
	[
		'HEVC',
		'mp4',
		`${pictures()} -c:v libx265 -x265-params log-level=error -crf 50 -tag:v hvc1 -pix_fmt yuv420p`,
	],
	[
		'HEVC, other tag',
		'mov',
		`${pictures()} -c:v libx265 -x265-params log-level=error -crf 50 -pix_fmt yuv420p`,
	],
	['AV1', 'mp4', `${pictures('320x240', 10, 2)} -c:v libaom-av1 -cpu-used 8 -crf 60`],
	['VP9', 'mp4', `${pictures('320x240', 10, 2)} -c:v libvpx-vp9 -cpu-used 8 -crf 60`],
	['MPEG-4', 'mp4', `${pictures()} -c:v mpeg4 -q:v 31`],
	['ProRes', 'mov', `${pictures('320x240', 10, 2)} -c:v prores_ks -profile:v 0`],
	['Motion JPEG', 'mov', `${pictures()} -c:v mjpeg -q:v 31 -pix_fmt yuvj420p`],
	['animation', 'mov', `${pictures('320x240', 10, 2)} -c:v qtrle`],
	['uncompressed', 'mov', `${pictures('64x48', 10, 2)} -c:v rawvideo -pix_fmt uyvy422`],
	['DNxHR', 'mov', `${pictures('480x270', 10, 2)} -c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p`],
	['wide pixels', 'mp4', `${pictures('720x576', 25)} -vf setsar=64/45 ${FAST}`],
	['narrow pixels', 'mov', `${pictures('720x480', 10)} -vf setsar=8/9 ${FAST}`],
	['wide pixels, turned', 'mp4', `${pictures()} -vf setsar=4/3 ${FAST} -metadata:s:v:0 rotate=90`],
	['odd sides', 'mp4', `${pictures('242x318')} ${FAST}`],
	['4K', 'mp4', `${pictures('3840x2160', 2)} ${FAST}`],
	['rare pictures', 'mp4', `${pictures('320x240', 1, 40)} ${FAST}`],
	['many pictures', 'mp4', `${pictures('64x48', 240, 4)} ${FAST}`],
	['NTSC', 'mp4', `${pictures('320x240', 10, 3)} -r 30000/1001 ${FAST}`],
	[
		'variable rate',
		'mp4',
		`${pictures('320x240', 30)} -vf select=not(mod(n\\,7))+lt(n\\,20) -vsync vfr ${FAST}`,
	],
	['fine time', 'mp4', `${pictures()} ${FAST} -video_track_timescale 90000 -movie_timescale 90000`],
	['coarse time', 'mp4', `${pictures()} ${FAST} -video_track_timescale 10`],
	['short', 'mp4', `${pictures('320x240', 10, 0.5)} ${FAST}`],
	['one picture', 'mp4', `${pictures('320x240', 1, 1)} ${FAST}`],
	['3GPP', '3gp', `${pictures('352x288')} -c:v mpeg4 -q:v 31`],
	['iPod', 'm4v', `${pictures()} ${FAST} -f ipod`],
	[
		'encrypted',
		'mp4',
		`${pictures()} ${FAST} -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8`,
	],
	['index in fragments', 'mp4', inFragments('+frag_keyframe+empty_moov')],
	[
		'fragments from their own beginning',
		'mp4',
		inFragments('+frag_keyframe+empty_moov+default_base_moof'),
	],
	[
		'fragments of one track',
		'mp4',
		`${pictures()} ${sound()} ${FAST} -g 10 ${AAC} -movflags +frag_keyframe+empty_moov+separate_moof`,
	],
	[
		'fragments with sound',
		'mp4',
		`${pictures()} ${sound()} ${FAST} -g 10 ${AAC} -movflags +frag_keyframe+empty_moov+default_base_moof`,
	],
	[
		'fragments without places',
		'mp4',
		`${pictures()} ${sound()} ${FAST} -g 10 ${AAC} -movflags +frag_keyframe+empty_moov+omit_tfhd_offset`,
	],
	['a fragment for each picture', 'mp4', inFragments('+frag_every_frame+empty_moov')],
	['fragments by time', 'mp4', inFragments('+empty_moov', '-frag_duration 400000')],
	['DASH', 'mp4', inFragments('+dash+frag_keyframe+empty_moov')],
	[
		'DASH with one list',
		'mp4',
		inFragments('+frag_keyframe+empty_moov+default_base_moof+global_sidx'),
	],
	['CMAF', 'mp4', inFragments('+cmaf+frag_keyframe+empty_moov')],
	['fragments behind the trailer', 'mp4', inFragments('+frag_keyframe+empty_moov+skip_trailer')],
	[
		'fragments that begin late',
		'mp4',
		`-itsoffset 100 ${inFragments('+frag_keyframe+empty_moov+frag_discont -copyts')}`,
	],
	['Smooth Streaming', 'ismv', `${pictures()} ${FAST} -g 10 -f ismv`],
	['fragments, QuickTime', 'mov', inFragments('+frag_keyframe+empty_moov')],
	[HYBRID, 'mp4', inFragments('+frag_keyframe')],
	[
		'hybrid with sound',
		'mp4',
		`${pictures()} ${sound()} ${FAST} -g 10 ${AAC} -movflags +frag_keyframe`,
	],
	['hybrid, QuickTime', 'mov', inFragments('+frag_keyframe')],
	['hybrid from its own beginning', 'mp4', inFragments('+frag_keyframe+default_base_moof')],
	['only sound', 'mp4', `${sound()} ${AAC}`],
];

/** Cuts a video of the corpus without touching its pictures, as editors do. */
export const CUTS: Record<string, string> = {
	'cut at its beginning': '-ss 1.3 -i {} -c copy',
	'cut at its end': '-i {} -t 1.3 -c copy',
	'cut on both sides': '-ss 0.9 -i {} -t 1.2 -c copy -avoid_negative_ts make_zero',
	'cut into fragments': '-ss 1.3 -i {} -c copy -movflags +frag_keyframe+empty_moov',
};
