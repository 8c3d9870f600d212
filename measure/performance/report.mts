/**
 * The text of docs/measured/performance.md.
 *
 * @param about where, when and with what it was measured
 * @param parts in Markdown
 * @param behind where this node is not ahead, each a sentence or more
 */
export const page = (about: string, parts: string[], behind: string[]): string => `# Performance

${about}
Every table compares what was measured in the same run.

${parts.join('\n\n')}

Cutting a long video and joining its pieces are measured on [a page of their own](cutting.md): time and memory.

## Where this node is not ahead

${[...behind, ...ALWAYS].map((words) => `- ${words}`).join('\n')}
`;

/** By the way the node is made, whatever is measured. */
const ALWAYS = [
	`Each n8n process queues only its own status checks. Several workers together may exceed what an account is allowed; if
  the service then answers "too many requests", every item waits for as long as it says.`,
];
