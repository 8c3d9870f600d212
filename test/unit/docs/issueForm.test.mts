import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { SERVICES } from '../../../credentials/services';

test('a bug report can name each service of the credential', () => {
	const form = readFileSync('.github/ISSUE_TEMPLATE/bug.yml', 'utf8');
	for (const { name } of SERVICES) expect(form).toContain(`        - ${name}\n`);
});
