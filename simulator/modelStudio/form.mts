import type { Policy } from './policies.mts';
import { againstPolicy, OssError } from './ossErrors.mts';

/** All fields of the form in the order that is documented; the file comes after them (Model Studio, temporary upload). */
const FIELDS = [
	'OSSAccessKeyId',
	'Signature',
	'policy',
	'x-oss-object-acl',
	'x-oss-forbid-overwrite',
	'key',
	'success_action_status',
];

/** A field of the form that is no file. */
export interface FormField {
	name: string;
	value: string;
}

/** What a good form is about. */
export interface Form {
	policy: Policy;
	key: string;
}

/**
 * Checks the fields that came before the file.
 *
 * @throws {OssError} that names what is wrong
 */
export function checkForm(
	fields: readonly FormField[],
	policies: ReadonlyMap<string, Policy>,
): Form {
	refuseOtherFields(fields);
	const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
	const policy = policies.get(values.policy ?? '');
	if (policy === undefined) throw againstPolicy('unknown policy.');
	const { OSSAccessKeyId, Signature } = policy.fields;
	if (values.OSSAccessKeyId !== OSSAccessKeyId)
		throw new OssError(
			403,
			'InvalidAccessKeyId',
			'The OSS Access Key Id you provided does not exist in our records.',
		);
	if (values.Signature !== Signature)
		throw new OssError(
			403,
			'SignatureDoesNotMatch',
			'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
		);
	if (policy.expiresAtMs <= Date.now()) throw againstPolicy('Policy expired.');
	for (const [name, value] of Object.entries(policy.fields))
		if (values[name] !== value)
			throw againstPolicy(`Policy Condition failed: ["eq", "$${name}", "${value}"]`);
	const { key = '', success_action_status } = values;
	const name = key.startsWith(`${policy.uploadDir}/`) ? key.slice(policy.uploadDir.length + 1) : '';
	if (!/^[^/\s]+$/.test(name))
		throw againstPolicy(`Policy Condition failed: ["starts-with", "$key", "${policy.uploadDir}"]`);
	if (success_action_status !== '200')
		throw new OssError(400, 'InvalidArgument', 'success_action_status must be 200.');
	return { policy, key };
}

/** OSS takes fields in any order before the file; here they have to be as documented. */
function refuseOtherFields(fields: readonly FormField[]): void {
	const names = fields.map(({ name }) => name);
	const missing = FIELDS.find((name) => !names.includes(name));
	if (missing !== undefined)
		throw new OssError(
			400,
			'MalformedPOSTRequest',
			`The form field ${missing} is missing before the file.`,
		);
	const other = names.find((name) => !FIELDS.includes(name));
	if (other !== undefined) throw againstPolicy(`Extra input fields: ${other}`);
	if (names.join() !== FIELDS.join())
		throw new OssError(
			400,
			'MalformedPOSTRequest',
			`The form fields must be ${FIELDS.join(', ')}, in this order, and the file last.`,
		);
}
