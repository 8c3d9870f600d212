import { describe, expect, test } from '@jest/globals';

import { isPrivateAddress } from '../../../nodes/WanVideoEdit/source/privateAddress';

describe('leads nowhere from the internet', () => {
	test.each([
		// IPv4: this host, private, carrier-grade NAT, loopback, link-local, and both ends of each block.
		'0.0.0.0',
		'10.0.0.1',
		'10.255.255.255',
		'100.64.0.0',
		'100.127.255.255',
		'127.0.0.1:5678',
		'127.255.255.255',
		'169.254.169.254',
		'172.16.0.0',
		'172.31.255.255',
		'192.168.0.0',
		'192.168.255.255',
		// The same in other spellings.
		'0x7f.1',
		'127.1',
		'2130706433',
		'017700000001',
		'0xC0A80001',
		'192.168.257',
		'①②⑦.⓪.⓪.①',
		'127.0.0.1.',
		// IPv6.
		'[::]',
		'[::1]:5678',
		'[0:0:0:0:0:0:0:1]',
		'[fc00::1]',
		'[FDFF:1:2::3]',
		'[fe80::1]',
		'[febf::1]',
		'[::ffff:127.0.0.1]',
		'[::ffff:10.0.0.1]',
		'[::ffff:c0a8:1]',
		'[::ffff:172.31.255.255]',
		'[::ffff:0.0.0.0]',
		// Names.
		'localhost',
		'LOCALHOST:5678',
		'localhost.',
		'n8n.localhost',
		'n8n',
		'minio:9000',
		'n8n.local',
		'n8n.local.',
		'host.docker.internal',
		'files.default.svc.cluster.local',
		'n8n.localdomain',
		'nas.lan',
		'nas.home',
		'nas.home.arpa',
		'files.corp',
		'files.intranet',
		'files.private',
		'n8n.test',
		'me:secret@nas.lan',
	])('%s', (host) => {
		expect(isPrivateAddress(`http://${host}/street.mp4`)).toBe(true);
	});
});

describe('may lead somewhere', () => {
	test.each([
		// Just outside each block.
		'1.0.0.0',
		'9.255.255.255',
		'11.0.0.0',
		'100.63.255.255',
		'100.128.0.0',
		'101.64.0.1',
		'126.255.255.255',
		'128.0.0.1',
		'169.253.255.255',
		'169.255.0.0',
		'172.15.255.255',
		'172.32.0.0',
		'173.16.0.1',
		'192.167.255.255',
		'192.169.0.0',
		'193.168.0.1',
		'8.8.8.8',
		'8.10.127.192:8080',
		'0x8.8.8.8',
		'[2606:4700::1111]',
		'[2001:db8::1]',
		'[2000::fe80:1]',
		'[::ffff:8.8.8.8]',
		'[::ffff:172.32.0.0]',
		'api.apimart.ai',
		'localhost.example.com',
		'local.example.com',
		'internal.example.com',
		'notlocal.example',
		'mylocal.com',
		'myhome.arpa',
		'10.example.com',
		'127.0.0.1.example.com',
		'example.com.',
		'n8n.local@example.com',
	])('%s', (host) => {
		expect(isPrivateAddress(`https://${host}/localhost/10.0.0.1?host=n8n.local`)).toBe(false);
	});
});
