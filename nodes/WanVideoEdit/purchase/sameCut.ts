import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { cutOtherwise } from '../errors/cutProblems';
import { isToolCall } from '../n8n/toolCall';
import { purchasesOfItem } from './place';
import { isPerhapsBought, recordOf } from './record';

/**
 * Within an execution, what was bought for an item is what another attempt goes on with, whatever its expressions and its
 * link give then. Pieces of one video are no pieces of another, nor is one of them all of it.
 *
 * @param cut tells how the video of the item is cut; `undefined` when it is not edited in pieces
 * @throws {Problem} when an earlier attempt has bought, or may have bought, what does not fit
 */
export function assertSameCut(context: IExecuteSingleFunctions, cut?: string): void {
	const execution = context.getExecutionId();
	if (execution === undefined || isToolCall(context)) return;
	const isOtherwise = purchasesOfItem(context, recordOf(context)).some(
		(purchase) =>
			purchase.cut !== cut && purchase.execution === execution && isPerhapsBought(purchase),
	);
	if (isOtherwise) throw cutOtherwise();
}
