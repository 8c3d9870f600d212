import { ffmpeg } from './ffmpeg.mts';

/** Length of the video in seconds. */
export const MINUTE_S = 60;

/** The fewest pieces of up to ten seconds it can be cut into, as there is a key frame every nine seconds. */
export const MINUTE_PIECES = 7;

const KEY_EVERY_S = 9;
const RATE = 25;
const SYLLABLES_PER_S = 4.2;

/** How a mouth resonates (the lowest three formants, in Hz, after Peterson and Barney 1952). */
const VOWELS = {
	a: [730, 1090, 2440],
	i: [270, 2290, 3010],
	o: [570, 840, 2410],
};

/** Louder are the lower formants. */
const LOUDNESS = [1, 0.6, 0.3];

/**
 * Makes a video of a minute in which somebody seems to speak: 640×360, H.264 and AAC, under 3 MB. Each picture differs
 * from all others, and no second sounds like another.
 *
 * @param path of the MP4 file that is written
 */
export async function makeMinuteVideo(path: string): Promise<void> {
	const pictures = `testsrc2=size=640x360:rate=${RATE}:duration=${MINUTE_S}`;
	const keyEvery = String(KEY_EVERY_S * RATE);
	await ffmpeg([
		...[
			'-f',
			'lavfi',
			'-i',
			pictures,
			'-filter_complex',
			speech(),
			'-map',
			'0:v',
			'-map',
			'[speech]',
		],
		...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '36', '-pix_fmt', 'yuv420p'],
		...['-g', keyEvery, '-keyint_min', keyEvery, '-sc_threshold', '0'],
		...['-c:a', 'aac', '-b:a', '48k', '-movflags', '+faststart', path],
	]);
}

/**
 * Sound that has what speech has: a voice whose pitch rises and falls, syllables with changing vowels, a hiss between
 * some of them, and a pause after each phrase.
 */
function speech(): string {
	const vowels = Object.entries(VOWELS);
	const place = `mod(t*${SYLLABLES_PER_S},1)`;
	// A number from 0 to 1 that looks random, the same during a whole syllable.
	const dice = `mod(abs(sin(floor(t*${SYLLABLES_PER_S})*12.9898)*43758.5453),1)`;
	const isPhrase = 'lt(mod(t,3.1),2.4)';
	// The sum of all periods so far, so that a changing pitch makes no clicks: 120 Hz, up and down by 22 Hz.
	const phase = 't*120-22/(2*PI*0.45)*cos(2*PI*0.45*t)';
	const voice = `(2*mod(${phase},1)-1)*pow(sin(PI*${place}),0.7)`;
	const hiss = `${isPhrase}*lt(${place},0.16)*gt(${dice},0.4)*(random(0)-0.5)`;
	return [
		...vowels.map(([vowel, formants], number) => {
			const isSpoken = `eq(floor(${dice}*${vowels.length}),${number})`;
			return `${sound(`${isPhrase}*${isSpoken}*${voice}`)},${resonance(vowel, formants)}`;
		}),
		`${sound(hiss)},highpass=f=3000[hiss]`,
		`${vowels.map(([vowel]) => `[${vowel}]`).join('')}[hiss]amix=inputs=${vowels.length + 1},volume=6,alimiter=limit=0.8[speech]`,
	].join(';');
}

const sound = (samples: string) =>
	`aevalsrc=${samples.replaceAll(',', '\\,')}:s=24000:d=${MINUTE_S}`;

/** Lets through what a mouth that speaks this vowel lets through, and names it after the vowel. */
function resonance(vowel: string, formants: number[]): string {
	const named = (prefix: string) => formants.map((_hz, number) => `[${vowel}${prefix}${number}]`);
	const filters = formants.map((hz, number) => {
		const filter = `bandpass=f=${hz}:width_type=h:w=${90 + 40 * number},volume=${LOUDNESS[number]}`;
		return named('raw')[number] + filter + named('')[number];
	});
	return [
		`asplit=${formants.length}${named('raw').join('')}`,
		...filters,
		`${named('').join('')}amix=inputs=${formants.length}[${vowel}]`,
	].join(';');
}
