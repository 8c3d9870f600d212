// Writes the address of the repository, which stands in package.json, into all places that need it.
//
//   npm run set-address
import { writeFileSync } from 'node:fs';

import { followers, manifestOf, pathOf, placeholders } from './address.mjs';

for (const { file, text, expected } of followers(manifestOf())) {
	if (text !== expected) writeFileSync(pathOf(file), expected);
	console.log(`${text === expected ? 'as it was' : 'updated  '}  ${file}`);
}
for (const what of placeholders(manifestOf())) console.log(`still open: ${what}`);
