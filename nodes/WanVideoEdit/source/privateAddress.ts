/** Names that no name server of the internet knows. */
const PRIVATE_NAME =
	/^[^.:]+$|(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|home\.arpa)$/;

/** IPv4 blocks of loopback, private and link-local networks (RFC 6890), as [first two numbers]. */
const PRIVATE_IPV4: Array<(a: number, b: number) => boolean> = [
	(a) => a === 0 || a === 10 || a === 127,
	(a, b) => a === 100 && b >= 64 && b <= 127,
	(a, b) => a === 169 && b === 254,
	(a, b) => a === 172 && b >= 16 && b <= 31,
	(a, b) => a === 192 && b === 168,
];

/**
 * Whether an address leads no further than this machine or its own network, so that a service on the
 * internet cannot fetch anything from it.
 */
export function isPrivateAddress(address: string): boolean {
	// A URL object writes every IP address in its shortest form, without "0x7f.1" and the like.
	const host = new URL(address).hostname.replace(/\.$/, '').toLowerCase();
	const ipv4 = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host);
	if (ipv4) return isPrivateIpv4(Number(ipv4[1]), Number(ipv4[2]));
	return host.startsWith('[') ? isPrivateIpv6(host.slice(1, -1)) : PRIVATE_NAME.test(host);
}

const isPrivateIpv4 = (a: number, b: number) => PRIVATE_IPV4.some((isIn) => isIn(a, b));

/** Loopback, unspecified, unique local, link-local, and an IPv4 address in IPv6 clothes. */
function isPrivateIpv6(host: string): boolean {
	const mapped = /^::ffff:([\da-f]+):[\da-f]+$/.exec(host)?.[1];
	if (mapped !== undefined) {
		const firstTwo = parseInt(mapped, 16);
		return isPrivateIpv4(firstTwo >> 8, firstTwo & 0xff);
	}
	return /^(::1?$|f[cd]|fe[89ab])/.test(host);
}
