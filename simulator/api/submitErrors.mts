import type { FastifySchemaValidationError } from 'fastify';

/** Turns a JSON pointer into the name of a field: `/video_urls/0` into `video_urls[0]`. */
export function fieldName(pointer: string): string {
	return pointer
		.slice(1)
		.replace(/\/(\d+)/g, '[$1]')
		.replace(/\//g, '.');
}

/** Says which field broke which rule, the way the service words its 400s (API §3). */
export function describeSchemaError(error: FastifySchemaValidationError, body: unknown): string {
	const name = fieldName(error.instancePath) || 'the body';
	const { keyword, params } = error;
	switch (keyword) {
		case 'additionalProperties':
			return `unknown field ${inside(error.instancePath)}${String(params.additionalProperty)}`;
		case 'required':
			return `${inside(error.instancePath)}${String(params.missingProperty)} is required`;
		case 'enum':
			return `${name} must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
		case 'const':
			return `${name} must be ${String(params.allowedValue)}`;
		case 'format':
			return isDataUri(valueAt(body, error.instancePath))
				? `${name} is a data: URI; only http and https URLs are accepted`
				: `${name} must be an http or https URL`;
		default:
			return `${name} ${error.message ?? 'is not valid'}`;
	}
}

/**
 * Names of all fields that are `""` or null, at any depth. An unset optional field has to be left
 * out (API §1).
 */
export function emptyFields(value: unknown, pointer = ''): string[] {
	if (value === null || value === '') return pointer === '' ? [] : [fieldName(pointer)];
	if (typeof value !== 'object') return [];
	return Object.entries(value).flatMap(([key, inner]) => emptyFields(inner, `${pointer}/${key}`));
}

function inside(pointer: string): string {
	return pointer === '' ? '' : `${fieldName(pointer)}.`;
}

function isDataUri(value: unknown): boolean {
	return typeof value === 'string' && /^\s*data:/i.test(value);
}

function valueAt(body: unknown, pointer: string): unknown {
	let value = body;
	for (const key of pointer.split('/').slice(1)) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = (value as Record<string, unknown>)[key];
	}
	return value;
}
