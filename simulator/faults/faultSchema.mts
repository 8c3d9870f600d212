import { FAULT_POINTS } from './faults.mts';

const text = { type: 'string' };
const whole = { type: 'integer', minimum: 0 };
const some = { type: 'integer', minimum: 1 };
const status = { type: 'integer', minimum: 200, maximum: 599 };
const headers = { type: 'object', additionalProperties: text };

function action(kind: string, properties: Record<string, unknown>, required: string[] = []) {
	return {
		type: 'object',
		additionalProperties: false,
		required: ['kind', ...required],
		properties: { kind: { const: kind }, ...properties },
	};
}

/**
 * JSON schema of POST /simulator/faults: a `Fault`, with `times` "always" for Infinity, which JSON
 * does not have.
 */
export const faultSchema = {
	type: 'object',
	additionalProperties: false,
	required: ['on', 'action'],
	properties: {
		on: { enum: [...FAULT_POINTS] },
		times: { anyOf: [some, { const: 'always' }] },
		after: whole,
		taskId: text,
		mark: text,
		afterHandling: { type: 'boolean' },
		action: {
			type: 'object',
			required: ['kind'],
			oneOf: [
				action('status', { status, body: {}, headers, contentType: text }, ['status']),
				action('html', { status }),
				action('empty', { status }),
				action('truncatedJson', {}),
				action('json', { body: {} }, ['body']),
				action('reset', {}),
				action('loseAnswer', {}),
				action('stall', { ms: whole }),
				action('drip', { chunkBytes: some, intervalMs: whole }, ['chunkBytes', 'intervalMs']),
				action('short', { bytes: whole }, ['bytes']),
				action('contentType', { contentType: text }, ['contentType']),
				action('redirect', { to: text, status }, ['to']),
			],
		},
	},
};
