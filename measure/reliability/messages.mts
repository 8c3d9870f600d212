import { nameOf } from './namedFault.mts';
import type { Result } from './oneEdit.mts';
import type { Row } from './totals.mts';

/** What a message says, without IDs, keys and times. */
const wordsOf = ({ message = '' }: Partial<Result>): string =>
	message
		.replace(/task_\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'task_…')
		.replace(/n8n-[0-9a-f]{32}/g, 'n8n-…')
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…');

/** The same without what the service says. */
const ownWordsOf = (result: Partial<Result>) => wordsOf(result).replace(/ \([^()]*\)/g, '');

/** A table of what the node says at a service. At Model Studio, only what it does not say elsewhere. */
export function messages(rows: Row[], flavour: 'node' | 'modelStudio' | 'pieces'): string {
	const lines = rows
		.filter(({ retryOnFail, fault }) => !retryOnFail && !fault.again)
		.flatMap(({ fault, results }) => {
			const result = results[flavour];
			const isSaid =
				flavour === 'modelStudio' &&
				ownWordsOf(results.node ?? {}) === ownWordsOf(results.modelStudio ?? {});
			if (!result?.message || isSaid) return [];
			return `| ${nameOf(fault)} | ${wordsOf(result).replaceAll('|', '\\|')} |`;
		});
	return ['| Fault | Message |', '|---|---|', ...lines].join('\n');
}
