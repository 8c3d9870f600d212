import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { settings, type Settings } from './settings';

/** Reads and checks the item's parameters that steer waiting, file and item. */
export const readSettings = (context: IExecuteSingleFunctions): Settings =>
	settings({
		waitForCompletion: context.getNodeParameter('waitForCompletion', false),
		downloadVideo: context.getNodeParameter('downloadVideo', false),
		outputBinaryPropertyName: context.getNodeParameter('outputBinaryPropertyName', ''),
		simplify: context.getNodeParameter('simplify', true),
		options: context.getNodeParameter('options', {}) as IDataObject,
	});
