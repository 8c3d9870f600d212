// Loaded into an n8n for tests, before n8n itself: writes which n8n-workflow the installed node gets.
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...others) {
	const file = resolve.call(this, request, parent, ...others);
	if (request === 'n8n-workflow' && /n8n-nodes-wan-videoedit.dist/.test(parent?.filename ?? '')) {
		appendFileSync(process.env.TEST_WHERE_LOADED, `${file}\n`);
	}
	return file;
};
