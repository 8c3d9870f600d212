import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { isToolCall } from '../n8n/toolCall';
import { hashOf } from './idempotencyKey';
import { placeOfItem } from './place';

/** A video that was fetched, and the hash of its address. */
interface KeptSource<File> {
	address: string;
	file: File;
}

/**
 * The videos that a node has fetched to cut them, by the places of their items. n8n keeps them through all attempts of an
 * execution, as it keeps the purchases: the pieces that are bought belong to this file, and its link may work no more.
 */
function sourcesOf<File>(context: IExecuteSingleFunctions): Record<string, KeptSource<File>> {
	const remembered = context.getContext('node') as {
		sources?: Record<string, KeptSource<File>>;
	};
	return (remembered.sources ??= {});
}

/** Remembers what was fetched for an item. What earlier passes of a loop have fetched is forgotten. */
export function keepSource<File>(context: IExecuteSingleFunctions, url: string, file: File): void {
	if (isToolCall(context)) return;
	const sources = sourcesOf<File>(context);
	const place = placeOfItem(context);
	const [run] = place.split(',');
	for (const other of Object.keys(sources)) if (!other.startsWith(`${run},`)) delete sources[other];
	sources[place] = { address: hashOf(url), file };
}

/** What an earlier attempt has fetched for an item from the same address. */
export function keptSource<File>(context: IExecuteSingleFunctions, url: string): File | undefined {
	if (isToolCall(context)) return undefined;
	const kept = sourcesOf<File>(context)[placeOfItem(context)];
	return kept?.address === hashOf(url) ? kept.file : undefined;
}
