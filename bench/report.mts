/** The parts of docs/performance.md, in Markdown. */
export interface Parts {
	polling: string;
	engine: string;
	weight: string;
	/** docs/memory.md, from which the tables of files are taken. */
	memory: string;
}

/** The text of docs/performance.md. */
export const page = ({ polling, engine, weight, memory }: Parts): string => `# Performance

Made by \`npm run bench\` on Node.js ${process.versions.node}, not typed. Every table compares what was measured in the same run.

${polling}

${engine}

## Memory of files

From [memory.md](memory.md), by how many MB the process grows. Downloads:

${tableAfter('## Downloads', memory)}

Videos as files:

${tableAfter('## Videos as files', memory)}

${weight}

## Where this node is not ahead

- A fixed interval that is short enough tells sooner than the default where progress lies or is missing: every 2 s, the
  median delay is 1 s, for three times the questions. The option **Poll Interval** sets it.
- Progress that jumps to its end, or is counted against an estimate that is far too long, is believed to some extent: the
  delay is longer than without any progress, for fewer questions.
- Progress that stands still for long costs a few questions more than none.
- Many edits at once are asked for at about 16 questions a second. The hand-built workflow asks for all at the same time
  and is done sooner, as long as the service lets it; this one answers to more than 20 a second with an error.
- Each n8n process lines up its own questions. Several workers together may ask for more than an account is allowed;
  the service then answers with "too many requests", and every item waits for as long as it says.
- In n8n's engine many edits of this node cost more time of the processor, and more memory while they wait, than
  those of the hand-built workflow, which asks for all of them in one go and checks nothing; and several times as much
  as bare HTTP requests. The figures of a single edit are mostly what the process does by itself in that minute.
- The library that reads videos makes the package larger than one without it.
`;

/** The first table after a heading. */
function tableAfter(heading: string, text: string): string {
	const after = text.slice(text.indexOf(heading));
	return /(?:^\|.*\n)+/m.exec(after)![0].trimEnd();
}
