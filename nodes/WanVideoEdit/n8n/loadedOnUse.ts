/**
 * Loads a module when one of its functions is first called: n8n's start waits for all that the file of a node requires.
 * Once loaded it stays, so that an execution goes on in the code it began with when the package is updated meanwhile.
 *
 * @param load imports the module
 * @returns makes a function that does what the chosen one of the module does, and throws what `load` throws
 */
export function loadedOnUse<Module>(load: () => Promise<Module>) {
	let loaded: Module | undefined;
	return <This, Args extends unknown[], Result>(
		choose: (module: Module) => (this: This, ...args: Args) => Promise<Result>,
	) =>
		async function (this: This, ...args: Args): Promise<Result> {
			loaded ??= await load();
			return choose(loaded).call(this, ...args);
		};
}
