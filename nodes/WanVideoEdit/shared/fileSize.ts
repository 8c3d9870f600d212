export const MEGABYTE = 1024 ** 2;

/** A size as a person reads it, rounded up: a file that is too large never looks as large as allowed. */
export const megabytes = (bytes: number): string => `${Math.ceil((10 * bytes) / MEGABYTE) / 10} MB`;
