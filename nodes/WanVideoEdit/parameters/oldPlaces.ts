import type { INodeProperties } from 'n8n-workflow';

/*
 * Fields that have a new place. Saved workflows have their values in the old one, where they must count and be seen. But n8n
 * drops what `displayOptions` hide, both when it saves and when it executes. So an old place is displayed exactly where
 * it is set, by a condition on its own value, and hides the new one; a new node does not have it. Thus a value in Options
 * counts before one among the parameters, whichever is the older place (operations/readParameters.ts).
 */

type DisplayOptions = NonNullable<INodeProperties['displayOptions']>;

const isSetTo = (unset: INodeProperties['default']) => [
	{ _cnd: { not: unset as string | boolean } },
];
const isThere = [{ _cnd: { exists: true as const } }];

/** The old place of a field that stands in Options now. */
export function oldField(field: INodeProperties): INodeProperties[] {
	const { displayName, name, default: unset, displayOptions } = field;
	return [
		// Never seen: keeps the value where it is the default. Without one, the field below would count as set.
		{ displayName, name, type: 'hidden', default: unset, displayOptions },
		{
			...field,
			displayOptions: {
				...displayOptions,
				// From the root: n8n takes that for no dependency of the field on itself.
				show: { ...displayOptions?.show, [`/${name}`]: isSetTo(unset) },
			},
		},
	];
}

/** Its new place, for one operation only. A field that is not displayed has none, either. */
export const movedIntoOptions = (field: INodeProperties, operation: string): INodeProperties => ({
	...field,
	displayOptions: {
		show: { '/operation': [operation] },
		// Unlike `show`, `hide` does not let every expression pass.
		hide: { ...field.displayOptions?.hide, [`/${field.name}`]: isSetTo(field.default) },
	},
});

/** The old place of a field that stands among the parameters now. */
export const oldOption = (field: INodeProperties): INodeProperties => ({
	...field,
	// Beside itself: when n8n executes, the root has no collections yet.
	displayOptions: { show: { [field.name]: isThere } },
});

/** Its new place; in an execution, where n8n knows no better, both are there. */
export const movedOutOfOptions = (name: string): DisplayOptions => ({
	hide: { [`/options.${name}`]: isThere },
});
