/** An n8n that can be started. */
export interface N8nProgram {
	version: string;
	/** What to run, and its first arguments. */
	command: string;
	args: string[];
	/** What else its processes need to be found, for the environment variable PATH. */
	path?: string;
}
