import fastify from 'fastify';

/** A tool as an agent offers it to its model. */
export interface OfferedTool {
	name: string;
	description: string;
	parameters: { properties: Record<string, unknown>; required?: string[] };
}

interface ChatRequest {
	messages: Array<{ role: string; content: string }>;
	tools: Array<{ function: OfferedTool }>;
}

/**
 * A stand-in for a language model, which needs a key and a network: it speaks OpenAI's protocol, calls
 * a tool for every message of a person, once if it is not told otherwise, and answers with what the tool has said.
 */
export class LanguageModel {
	/** The tool to call, and with what. */
	call: { name: string; arguments: Record<string, unknown> } = { name: '', arguments: {} };
	/** How often it calls the tool for a message. */
	times = 1;
	/** What the agent has offered. */
	offered: OfferedTool[] = [];
	/** What the tool has answered. */
	heard: string[] = [];
	/** The base URL for OpenAI's credential. */
	url = '';

	private readonly http = fastify();

	private constructor() {
		this.http.post('/v1/chat/completions', (request) => {
			const { messages, tools } = request.body as ChatRequest;
			this.offered = tools.map((tool) => tool.function);
			const sincePerson = messages.slice(messages.findLastIndex(({ role }) => role === 'user'));
			this.heard = sincePerson.filter(({ role }) => role === 'tool').map(({ content }) => content);
			return completion(this.heard.length >= this.times ? this.answer() : this.toolCall());
		});
	}

	static async start(): Promise<LanguageModel> {
		const model = new LanguageModel();
		model.url = `${await model.http.listen({ host: '127.0.0.1', port: 0 })}/v1`;
		return model;
	}

	async close(): Promise<void> {
		await this.http.close();
	}

	private toolCall() {
		const call = { name: this.call.name, arguments: JSON.stringify(this.call.arguments) };
		return {
			finish_reason: 'tool_calls',
			message: {
				role: 'assistant',
				content: null,
				tool_calls: [{ id: `call_${this.heard.length + 1}`, type: 'function', function: call }],
			},
		};
	}

	private answer() {
		const message = { role: 'assistant', content: `Done: ${this.heard.at(-1)}` };
		return { finish_reason: 'stop', message };
	}
}

const completion = (choice: object) => ({
	id: 'completion',
	object: 'chat.completion',
	created: 0,
	model: 'stand-in',
	choices: [{ index: 0, ...choice }],
	usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
});
