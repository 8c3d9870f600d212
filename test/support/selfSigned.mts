import { generateKeyPairSync, sign } from 'node:crypto';

/** What a server with encryption needs. */
export interface SelfSigned {
	/** Both in PEM. */
	key: string;
	cert: string;
}

/** A value in DER, the encoding of certificates. */
function der(tag: number, ...parts: Array<Buffer | string>): Buffer {
	const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
	const { length } = body;
	const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ECDSA_WITH_SHA256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));

/** A certificate that nobody trusts, and its key. Node.js can read certificates, but makes none. */
export function selfSigned(): SelfSigned {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, 'test'))));
	const validity = sequence(der(0x17, '260101000000Z'), der(0x17, '491231235959Z'));
	const content = sequence(
		der(0x02, Buffer.from([1])),
		...[ECDSA_WITH_SHA256, name, validity, name],
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
	const base64 = sequence(content, ECDSA_WITH_SHA256, signature).toString('base64');
	const lines = base64.match(/.{1,64}/g)!.join('\n');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
		cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
	};
}
