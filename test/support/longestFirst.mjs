import { createRequire } from 'node:module';

// Its default export is the class only for CommonJS.
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** What takes longest: random stories, long videos, all others in n8n's engine, those of the simulator. */
const ORDER = [
	/engine\/(random(Faults|Limits|Pieces)|longVideos|longVideoFaults|waiting)/,
	/unit\/remux\/(longVideos|fragmented|joining)/,
	/test\/engine\//,
	/test\/simulator\//,
];

/**
 * Begins with the tests that take longest, so that the end does not wait for one of them. Jest itself knows
 * that from an earlier run only, of which a fresh clone has none.
 */
export default class LongestFirst extends Sequencer {
	sort(tests) {
		const rank = ({ path, duration }) => {
			const place = ORDER.findIndex((pattern) => pattern.test(path));
			return duration === undefined ? (place < 0 ? ORDER.length : place) : 0;
		};
		return super.sort(tests).sort((a, b) => rank(a) - rank(b));
	}
}
