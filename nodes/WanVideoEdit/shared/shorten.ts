/** Far more than a message holds, and little enough to be searched in no time. */
const LONGEST = 2_000;

/** Up to the last sign that no API key has. */
const TO_LAST_BORDER = /^[^]*[\s"'`<>\u0080-\ud7ff\udc00-\uffff]/;

/** Shortens a text where that cannot leave half of an API key, which would not be found any more. */
export function shorten(text: string, longest = LONGEST): string {
	if (text.length <= longest) return text;
	return `${TO_LAST_BORDER.exec(text.slice(0, longest))?.[0] ?? ''}…`;
}
