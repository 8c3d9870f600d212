import { ffmpeg } from '../../test/support/ffmpeg.mts';

/** Length of the measured videos in seconds. */
export const BIG_S = 120;

const SOUND_BITS = 64_000;

/**
 * Writes a video of two minutes, with a key frame each second, B-frames and sound. It is encoded at a constant bit rate:
 * what its small pictures do not need is filler, so that 500 MB are made in some seconds.
 */
export async function writeBigVideo(path: string, megabytes: number): Promise<void> {
	const rate = String(Math.floor((megabytes * 1_000_000 * 8) / BIG_S - SOUND_BITS));
	await ffmpeg([
		...['-f', 'lavfi', '-i', `testsrc2=size=320x240:rate=30:duration=${BIG_S}`],
		...['-f', 'lavfi', '-i', `aevalsrc=0.3*sin(2*PI*t*(200+20*t)):s=48000:d=${BIG_S}`],
		...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-bf', '3'],
		...['-g', '30', '-keyint_min', '30', '-sc_threshold', '0'],
		...['-b:v', rate, '-minrate', rate, '-maxrate', rate, '-bufsize', rate],
		...['-x264-params', 'nal-hrd=cbr', '-c:a', 'aac', '-b:a', String(SOUND_BITS), path],
	]);
}
