import ora from 'ora';

/** Without a terminal there is nothing to redraw: then a line comes now and then. */
const LINE_EVERY_S = 15;

/** Shows what is being done, and for how long, until it is done. */
export async function step<T>(
	what: string,
	doIt: (say: (text: string) => void) => Promise<T>,
): Promise<T> {
	const spinner = ora({ discardStdin: false }).start(what);
	let saying = what;
	let seconds = 0;
	const show = () => {
		const text = `${saying} (${seconds} s)`;
		if (spinner.isEnabled) spinner.text = text;
		else if (seconds % LINE_EVERY_S === 0) console.log(`- ${text}`);
	};
	const timer = setInterval(() => {
		seconds++;
		show();
	}, 1000);
	try {
		const result = await doIt((text) => (saying = text));
		spinner.succeed(what);
		return result;
	} catch (error) {
		spinner.fail(what);
		throw error;
	} finally {
		clearInterval(timer);
	}
}
