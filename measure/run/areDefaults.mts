/** The options of a command, as `parseArgs` takes them, each with its default. */
type Options = Record<string, { default: string | boolean }>;

/** Whether all options are as they are when nobody gives any: only then it is the run that a page needs. */
export const areDefaults = (given: Record<string, string | boolean>, options: Options): boolean =>
	Object.entries(options).every(([name, option]) => given[name] === option.default);
