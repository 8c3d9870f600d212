/** Brings the line numbers in links to code up to date, in all pages for maintainers. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { withLines } from '../test/support/docs/codeLinks.mts';

const FOLDER = 'docs/maintaining';

for (const name of await readdir(FOLDER)) {
	const path = join(FOLDER, name);
	const page = await readFile(path, 'utf8');
	const updated = withLines(page, FOLDER);
	if (updated !== page) await writeFile(path, updated);
	console.log(`${updated === page ? 'as it was' : 'updated  '}  ${path}`);
}
