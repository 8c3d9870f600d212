import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A link to code whose text is the name of what it leads to: [`name`](path#L1-L9). */
const CODE_LINK = /\[`(\w+)`\]\(([^)\s#]+\.m?ts)(#L\d+-L\d+)?\)/g;

/**
 * Puts into a page the lines at which the code is that it links to: their numbers change with every edit.
 *
 * @param folder of the page
 * @throws when the file or the name is not there any more
 */
export const withLines = (page: string, folder: string): string =>
	page.replace(CODE_LINK, (_link, name: string, path: string) => {
		const [first, last] = linesOf(name, readFileSync(join(folder, path), 'utf8').split('\n'), path);
		return `[\`${name}\`](${path}#L${first}-L${last})`;
	});

/** The first and the last line of a definition, counted from 1. */
function linesOf(name: string, lines: string[], path: string): [number, number] {
	const definition = new RegExp(
		`^\\s*(export )?(async |private |static |readonly )*(function\\*? |const |class |interface |type )?${name}\\b.*[:=({<]`,
	);
	const first = lines.findIndex(
		(line) => definition.test(line) && !/^\s*(import|return)\b/.test(line),
	);
	if (first < 0) throw new Error(`${path} does not define ${name}`);
	let depth = 0;
	for (let at = first; at < lines.length; at++) {
		const code = lines[at].replace(/'[^']*'|`[^`]*`|\/\/.*|\/\*.*\*\//g, '');
		depth += (code.match(/[{([]/g) ?? []).length - (code.match(/[})\]]/g) ?? []).length;
		if (depth <= 0 && /[;}]$/.test(code.trimEnd())) return [first + 1, at + 1];
	}
	throw new Error(`${path} does not end the definition of ${name}`);
}
