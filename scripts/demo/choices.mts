import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What the command line says. */
export interface Choices {
	/** `apimart`, `model-studio`, or the URL of another service with the API of the former. */
	service: string;
	/** The address of the video to edit. */
	video?: string;
	/** The path of the video to edit. */
	file?: string;
	isLive: boolean;
}

/** The video to edit: its address, or the file itself. */
export type Source = { url: string } | { fileName: string; content: Buffer };

/** Where the edit is to be made, and of what. */
export interface Target {
	credential: ICredentialDataDecryptedObject;
	source: Source;
	/** What is said of it before it begins. */
	about: string;
	/** What was billed for the task, for the closing lines. */
	billed: (taskId: string) => string | undefined;
	close: () => Promise<void>;
}
