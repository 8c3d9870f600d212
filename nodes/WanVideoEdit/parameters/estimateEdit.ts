import type { INodePropertyOptions } from 'n8n-workflow';

import { loadedOnUse } from '../n8n/loadedOnUse';
import { BALANCE_PATH } from '../service/apimart/paths';

const loaded = loadedOnUse(async () => await import('../operations/estimateEdit'));

/** Estimate Edit. Its only request costs nothing (API §5); operations/estimateEdit.ts tells what it is at each service. */
export const estimateEditOperation: INodePropertyOptions = {
	name: 'Estimate Edit',
	value: 'estimateEdit',
	action: 'Estimate the cost of an edit',
	description:
		'Check an edit and its video, and see what it would cost, without buying it. Costs nothing.',
	routing: {
		request: { method: 'GET', url: BALANCE_PATH },
		send: { preSend: [loaded((module) => module.prepareEstimateEdit)], paginate: true },
		operations: { pagination: loaded((module) => module.runEstimateEdit) },
	},
};
