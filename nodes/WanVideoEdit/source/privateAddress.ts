import ipaddr from 'ipaddr.js';

/** Names that no name server of the internet knows: of this machine, a network at home or at work, a cluster. */
const PRIVATE_NAME =
	/^[^.:]+$|(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|onion|svc|docker|consul|localnet|intra|fritz\.box|mshome\.net|home\.arpa)$/;

/**
 * Whether an address leads no further than this machine or its own network, or nowhere, so that a service on
 * the internet cannot fetch anything from it. It does not look names up.
 */
export function isPrivateAddress(address: string): boolean {
	// A URL object writes every IP address in its shortest form, without "0x7f.1" and the like.
	const host = new URL(address).hostname.replace(/\.$/, '').toLowerCase();
	const ip = host.startsWith('[') ? host.slice(1, -1) : host;
	return ipaddr.isValid(ip) ? !isPublicIp(ip) : PRIVATE_NAME.test(host);
}

/** An IPv4 address in IPv6 clothes counts as what it is. Of IPv6, only 2000::/3 is given out (RFC 4291). */
function isPublicIp(text: string): boolean {
	const ip = ipaddr.process(text);
	return ip.range() === 'unicast' && (!('parts' in ip) || ip.parts[0] >> 13 === 1);
}
