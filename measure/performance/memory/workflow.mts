import type { INode } from 'n8n-workflow';

import type { Surroundings } from '../../../n8n/engine/engine.mts';
import type { Measurement, Result, Service, Source, Way } from './measurement.mts';

export const NODE = 'Move File';

type Move = Pick<INode, 'type' | 'typeVersion' | 'parameters'>;

/** A workflow of a trigger and the node that moves the file. */
export function workflowOf(
	{ way, service }: Measurement,
	file: Result | Source,
): Surroundings['workflow'] {
	const moves = file.kind === 'result' ? download(file) : handOver(service, file.kind);
	const move = moves[way];
	if (move === undefined) throw new Error(`A ${file.kind} cannot be moved by ${way}`);
	const at = { position: [0, 0] as [number, number] };
	const trigger = { ...at, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
	return {
		nodes: [
			{ ...trigger, id: 'trigger', name: 'Trigger' },
			{
				...at,
				...move,
				id: 'move',
				name: NODE,
				credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
			},
		],
		connections: { Trigger: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
	};
}

type Moves = Partial<Record<Way, Move>>;

const download = ({ taskId, url }: Result): Moves => ({
	node: wanVideoEdit({ operation: 'getTask', taskId }),
	httpRequest: httpRequest({
		url,
		options: { response: { response: { responseFormat: 'file' } } },
	}),
	buffer: buffering('bufferingDownload', { url }),
});

const handOver = ({ inboxUrl: url }: Service, kind: Source['kind']): Moves => ({
	node: wanVideoEdit({
		operation: 'submitEdit',
		videoSource: 'binary',
		binaryPropertyName: 'data',
		downloadVideo: false,
		options: { pollInterval: 1 },
	}),
	httpRequest: httpRequest({
		method: 'POST',
		url,
		sendBody: true,
		...(kind === 'source'
			? { contentType: 'binaryData', inputDataFieldName: 'data' }
			: { contentType: 'multipart-form-data', bodyParameters: { parameters: [FILE_FIELD] } }),
	}),
	form: buffering('bufferingUpload', { url, as: 'form' }),
	buffer: buffering('bufferingUpload', { url }),
	base64: buffering('bufferingUpload', { url, as: 'base64' }),
});

/** Of a form of the HTTP Request node. */
const FILE_FIELD = { parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' };

const wanVideoEdit = (parameters: INode['parameters']): Move => ({
	type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
	typeVersion: 1,
	parameters,
});

const httpRequest = (parameters: INode['parameters']): Move => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters,
});

const buffering = (name: string, parameters: INode['parameters']): Move => ({
	type: `n8n-nodes-buffering.${name}`,
	typeVersion: 1,
	parameters,
});
