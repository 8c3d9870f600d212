import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { itemsOfRun } from '../n8n/run';
import { placesOfItems } from './place';
import { isPerhapsBought, recordOf } from './record';

/**
 * How many edits the items of the run may still buy that n8n has not begun with, as it pauses between batches.
 *
 * @param begun how many it has begun with
 */
export function editsOfLaterItems(context: IExecuteSingleFunctions, begun: number): number {
	const record = recordOf(context);
	const placeOf = placesOfItems(context);
	let edits = 0;
	for (let item = begun; item < itemsOfRun(context); item++) {
		if (!isPerhapsBought(record[placeOf(item)] ?? {})) edits++;
	}
	return edits;
}
