// Where the project is: `repository` and `author` in package.json say it, and every other place follows from them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Where the node and the credential lead to while there is no page of their own: to those of the model's maker. */
const PAGES_UNTIL_THEN = {
	node: 'https://www.alibabacloud.com/help/en/model-studio/wan-video-editing-guide',
	credential: 'https://www.alibabacloud.com/help/en/model-studio/get-api-key',
};

export const read = (file) => readFileSync(join(ROOT, file), 'utf8');
export const pathOf = (file) => join(ROOT, file);

/** @returns {string | undefined} `https://github.com/owner/name`; undefined when package.json has no such address. */
export const repositoryOf = ({ repository }) =>
	/^git\+(https:\/\/github\.com\/[\w.-]+\/[\w.-]+?)\.git$/.exec(repository?.url ?? '')?.[1];

/** The owner is made up as long as it has the name of the package itself. */
const isMadeUp = (repository, { name }) => repository.split('/').at(-2) === name;

/** Mail to it arrives nowhere (RFC 2606). */
const isNobody = (email) =>
	/(@|\.)(example|test|invalid|localhost)$|@example\.(com|net|org)$/i.test(email);

/**
 * What in package.json is made up until the project is public.
 *
 * @returns {string[]} each with what to do
 */
export function placeholders(manifest) {
	const { name, email = '' } = manifest.author ?? {};
	const repository = repositoryOf(manifest);
	const found = [];
	if (repository === undefined) {
		found.push(
			'repository.url in package.json must be git+https://github.com/<owner>/<name>.git: n8n reads the source that npm names, and only from GitHub',
		);
	} else if (isMadeUp(repository, manifest)) {
		found.push(
			`repository.url in package.json is a placeholder (${repository}): enter the address of the public repository`,
		);
	}
	if (!email.includes('@') || isNobody(email)) {
		found.push(
			`author.email in package.json is a placeholder (${email}): enter the address of the person who answers for the package`,
		);
	}
	if (!name || /\bcontributors$/i.test(name)) {
		found.push(
			`author.name in package.json is a placeholder (${name}): enter the name of that person, as npm and GitHub show it`,
		);
	}
	return found;
}

const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** The page that a list of the codex file leads to. */
const withPage = (list, page) => (text) =>
	text.replace(
		new RegExp(`("${list}": \\[\\s*\\{\\s*"url": )"[^"]*"`),
		`$1${JSON.stringify(page)}`,
	);

/**
 * The files that follow from package.json, each with what it should say. `private` in package.json is the one thing that
 * keeps npm from publishing in any case: .npmrc turns the script prepublishOnly off.
 */
export function followers(manifest) {
	const repository = repositoryOf(manifest);
	if (repository === undefined) return [];
	const pages = isMadeUp(repository, manifest)
		? PAGES_UNTIL_THEN
		: { node: `${repository}#readme`, credential: `${repository}#credential` };
	const follow = {
		'package.json': (text) => {
			const { name, version, ...rest } = JSON.parse(text);
			delete rest.private;
			return asJson({
				name,
				version,
				...(placeholders(manifest).length > 0 && { private: true }),
				...rest,
				homepage: `${repository}#readme`,
				bugs: { url: `${repository}/issues` },
			});
		},
		'nodes/WanVideoEdit/WanVideoEdit.node.json': (text) =>
			[
				withPage('credentialDocumentation', pages.credential),
				withPage('primaryDocumentation', pages.node),
			].reduce((sofar, change) => change(sofar), text),
		'credentials/WanVideoEditApi.credentials.ts': (text) =>
			text.replace(/(documentationUrl =)\s*'[^']*'/, `$1 '${pages.credential}'`),
		'.github/ISSUE_TEMPLATE/config.yml': (text) =>
			text.replace(/https:\/\/github\.com\/[^/\s]+\/[^/\s]+(?=\/)/g, repository),
	};
	return Object.entries(follow).map(([file, change]) => {
		const text = read(file);
		return { file, text, expected: change(text) };
	});
}

/** @returns {object} package.json */
export const manifestOf = () => JSON.parse(read('package.json'));
