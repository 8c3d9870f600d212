import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

import type { ICredentialType, INodeType, INodeTypeDescription, Themed } from 'n8n-workflow';

/** What of package.json the rules look at. */
export interface Manifest {
	name: string;
	license?: string;
	keywords?: string[];
	repository?: { url: string; directory?: string };
	n8n: { nodes: string[]; credentials: string[] };
}

/** The codex file beside a node. */
export interface Codex {
	categories?: unknown;
	subcategories?: unknown;
	[key: string]: unknown;
}

/** An icon as n8n shows it. */
export interface ShownIcon {
	/** Whose it is. */
	of: string;
	theme: 'light' | 'dark';
	svg: string;
}

/** A package as n8n's reviewers get it. */
export interface Subject {
	manifest: Manifest;
	/** Without its ending. */
	nodeFile: string;
	node: INodeTypeDescription;
	/** Whether it says in code of its own, and not by declaring it, what it does with items. */
	hasExecute: boolean;
	codex: Codex;
	/** Without its ending. */
	credentialFile: string;
	credentialClass: string;
	credential: ICredentialType;
	icons: ShownIcon[];
	/** Files that a person wrote. */
	sources: Array<{ path: string; text: string }>;
}

/** The package of this folder, as it was built. */
export function ownPackage(): Subject {
	const load = createRequire(resolve('package.json'));
	const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
	const [nodePath] = manifest.n8n.nodes;
	const [credentialPath] = manifest.n8n.credentials;
	const one = <T,>(path: string) => {
		const [[name, made]] = Object.entries(load(resolve(path)) as Record<string, new () => T>);
		return { name, made: new made() };
	};
	const { made: node } = one<INodeType>(nodePath);
	const { name: credentialClass, made: credential } = one<ICredentialType>(credentialPath);
	return {
		manifest,
		nodeFile: basename(nodePath, '.node.js'),
		node: node.description,
		hasExecute: node.execute !== undefined,
		codex: JSON.parse(readFileSync(nodePath.replace(/\.js$/, '.json'), 'utf8')) as Codex,
		credentialFile: basename(credentialPath, '.credentials.js'),
		credentialClass,
		credential,
		icons: [
			...iconsOf('node', node.description.icon, dirname(nodePath)),
			...iconsOf('credential', credential.icon, dirname(credentialPath)),
		],
		sources: ['nodes', 'credentials'].flatMap(filesIn),
	};
}

function iconsOf(of: string, icon: Themed<string> | undefined, folder: string): ShownIcon[] {
	const { light, dark } = typeof icon === 'object' ? icon : { light: icon ?? '', dark: icon ?? '' };
	const svgOf = (file: string) => readFileSync(join(folder, file.replace(/^file:/, '')), 'utf8');
	return [
		{ of, theme: 'light', svg: svgOf(light) },
		{ of, theme: 'dark', svg: svgOf(dark) },
	];
}

const filesIn = (folder: string) =>
	readdirSync(folder, { recursive: true })
		.map((name) => join(folder, String(name)))
		.filter((path) => path.endsWith('.ts'))
		.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
