/** What n8n's reviewers will check next, as far as it can be checked here, without a network. */
import { NEXT_RULES, NOT_HERE, MEANT_SO } from '../test/support/next/rules.mts';
import { ownPackage } from '../test/support/next/subject.mts';

const subject = ownPackage();
let findings = 0;
for (const { name, source, asOf, find } of NEXT_RULES) {
	const found = find(subject);
	findings += found.length;
	console.log(`${found.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${asOf})`);
	for (const one of found) console.log(`       ${one}\n       ${source}`);
}
for (const [rule, fields] of Object.entries(MEANT_SO)) {
	for (const [field, why] of Object.entries(fields)) {
		console.log(`meant so: ${rule}, ${field}: ${why}`);
	}
}
for (const { name, asOf, how } of NOT_HERE)
	console.log(`not checked here: ${name} (${asOf}): ${how}`);
console.log(`${findings} findings`);
if (findings > 0) process.exitCode = 1;
