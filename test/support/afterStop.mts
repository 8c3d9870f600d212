/** What the item says of an edit that a stopped execution has bought. */
export const resumed = ({ id }: { id: string }): string =>
	`Submitted by execution ${id}, which was stopped. It was not bought again.`;
