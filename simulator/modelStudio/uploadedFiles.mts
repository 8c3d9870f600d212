/** A file that was uploaded by a form (Model Studio, temporary upload). */
export interface UploadedFile {
	/** `{upload_dir}/{name}`; a submit names it `oss://` and this. */
	key: string;
	/** Where its bytes are. */
	path: string;
	bytes: number;
	/** As the sender labelled it. */
	contentType: string;
	/** The API key whose policy let it in: it belongs to that account. */
	apiKey: string;
	/** When it was whole, in ms since 1970. */
	uploadedAtMs: number;
}

/** How the address of an uploaded file begins. */
export const OSS = 'oss://';

/** The file that an `oss://` address names; undefined when there is none, it belongs to another account, or is too old. */
export function uploadedFile(
	files: ReadonlyMap<string, UploadedFile>,
	url: string,
	apiKey: string,
	lifetimeMs: number,
): UploadedFile | undefined {
	const file = files.get(url.slice(OSS.length));
	if (file === undefined || file.apiKey !== apiKey) return undefined;
	return Date.now() - file.uploadedAtMs < lifetimeMs ? file : undefined;
}
