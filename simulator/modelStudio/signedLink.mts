/** A link to a result that was signed once for all and for GET only (Model Studio, check). */
export interface SignedLink {
	/** Where the bytes are. */
	path: string;
	/** The path of its URL. */
	urlPath: string;
	query: { Expires: string; OSSAccessKeyId: string; Signature: string };
	/** When it dies, in ms since 1970. */
	expiresAtMs: number;
}
