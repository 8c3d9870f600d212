import { expect, test } from '@jest/globals';

import { directLink } from '../../../nodes/WanVideoEdit/checks/shareLink';

const ID = '1aB-cD_eF2gH';
const DIRECT = `https://drive.usercontent.google.com/download?id=${ID}&export=download&confirm=t`;

test.each([
	`https://drive.google.com/file/d/${ID}/view?usp=sharing`,
	`https://drive.google.com/file/d/${ID}/view?usp=drive_link#t=1`,
	`https://drive.google.com/file/d/${ID}/preview`,
	`https://drive.google.com/file/d/${ID}`,
	`https://drive.google.com/file/u/0/d/${ID}/view`,
	`https://drive.google.com/a/example.com/file/d/${ID}/edit`,
	`https://drive.google.com/u/0/file/d/${ID}/view`,
	`https://drive.google.com/open?id=${ID}&usp=drive_fs`,
	`https://drive.google.com/a/example.com/open?id=${ID}`,
	`https://drive.google.com/u/1/open?id=${ID}`,
	`https://drive.google.com/uc?export=view&id=${ID}`,
	`https://drive.google.com/u/0/uc?id=${ID}&export=download`,
	`https://docs.google.com/file/d/${ID}/edit?usp=sharing`,
	`https://docs.google.com/uc?export=download&id=${ID}`,
	DIRECT,
	`https://drive.usercontent.google.com/download?id=${ID}&export=download`,
	`https://drive.usercontent.google.com/download?id=${ID}&export=download&authuser=0`,
	`https://drive.usercontent.google.com/download?id=${ID}`,
	`https://drive.usercontent.google.com/u/0/uc?id=${ID}&export=download`,
	`https://drive.usercontent.google.com/download?id=${ID}&confirm=xxxx&uuid=1-2`,
])('Google Drive: %s', (link) => {
	expect(directLink(link)).toBe(DIRECT);
});

test.each([
	`https://drive.google.com/file/d/${ID}/view?usp=sharing&resourcekey=0-kE_y`,
	`https://drive.google.com/open?resourcekey=0-kE_y&id=${ID}`,
])('an older file of Google Drive keeps its resource key: %s', (link) => {
	expect(directLink(link)).toBe(`${DIRECT}&resourcekey=0-kE_y`);
});

test.each([
	[
		'https://www.dropbox.com/s/a1b2/My%20street.mp4?dl=0',
		'https://www.dropbox.com/s/a1b2/My%20street.mp4?dl=1',
	],
	['https://dropbox.com/s/a1b2/street.mp4', 'https://dropbox.com/s/a1b2/street.mp4?dl=1'],
	[
		'https://www.dropbox.com/scl/fi/a1b2/street.mp4?rlkey=k3y&st=s4t&dl=0',
		'https://www.dropbox.com/scl/fi/a1b2/street.mp4?rlkey=k3y&st=s4t&dl=1',
	],
	[
		'https://www.dropbox.com/l/scl/AAB/street.mp4?dl=0',
		'https://www.dropbox.com/l/scl/AAB/street.mp4?dl=1',
	],
	[
		'https://www.dropbox.com/scl/fi/a1b2/street.mp4?rlkey=k3y&raw=1',
		'https://www.dropbox.com/scl/fi/a1b2/street.mp4?rlkey=k3y&dl=1',
	],
	[
		'https://www.dropbox.com/sh/a1b2/c3d4/street.mp4?dl=0',
		'https://www.dropbox.com/sh/a1b2/c3d4/street.mp4?dl=1',
	],
	['https://1drv.ms/v/c/0a1b2c/EQxYz?e=h4Sh', 'https://1drv.ms/v/c/0a1b2c/EQxYz?e=h4Sh&download=1'],
	['https://1drv.ms/v/s!AkMp4Qx?e=h4Sh', 'https://1drv.ms/v/s!AkMp4Qx?e=h4Sh&download=1'],
	['https://1drv.ms/v/c/0a1b2c/EQxYz', 'https://1drv.ms/v/c/0a1b2c/EQxYz?download=1'],
	[
		'https://onedrive.live.com/?authkey=%21AbC&cid=0A1B&id=0A1B%21107&resid=0A1B%21107',
		'https://onedrive.live.com/download?authkey=%21AbC&cid=0A1B&id=0A1B%21107&resid=0A1B%21107',
	],
	[
		'https://onedrive.live.com/redir?resid=0A1B!107&authkey=!AbC&ithint=video%2cmp4',
		'https://onedrive.live.com/download?resid=0A1B!107&authkey=!AbC&ithint=video%2cmp4',
	],
	[
		'https://onedrive.live.com/embed?resid=0A1B%21107&authkey=%21AbC',
		'https://onedrive.live.com/download?resid=0A1B%21107&authkey=%21AbC',
	],
	[
		'https://onedrive.live.com/:v:/g/personal/0A1B/IQxYz?e=h4Sh',
		'https://onedrive.live.com/:v:/g/personal/0A1B/IQxYz?e=h4Sh&download=1',
	],
	[
		'https://example.sharepoint.com/:v:/s/Team/EaBc?e=h4Sh',
		'https://example.sharepoint.com/:v:/s/Team/EaBc?e=h4Sh&download=1',
	],
	[
		'https://example-my.sharepoint.com/:i:/g/personal/me_example_com/EaBc',
		'https://example-my.sharepoint.com/:i:/g/personal/me_example_com/EaBc?download=1',
	],
])('%s', (link, direct) => {
	expect(directLink(link)).toBe(direct);
	expect(directLink(direct)).toBe(direct);
});

test.each([
	'https://example.com/street.mp4',
	'HTTPS://Example.com:443/a/../%7Estreet.mp4?&raw=1&dl=0#t=1',
	'https://example.com/file/d/1aB/view',
	'https://example.com/s/a1b2/street.mp4?dl=0',
	'https://notdropbox.com/s/a1b2/street.mp4?dl=0',
	'https://dropbox.com.evil.example/s/a1b2/street.mp4?dl=0',
	'https://example.com/https://www.dropbox.com/s/a1b2/street.mp4?dl=0',
	'https://drive.google.com.evil.example/file/d/1aB/view',
	'https://notsharepoint.com/:v:/s/Team/EaBc',
	'https://evil-1drv.ms/v/c/0a1b2c/EQxYz',
	'https://notonedrive.live.com/?resid=0A1B!107&authkey=!AbC',
	// Folders and pages, in which there is no one file.
	'https://drive.google.com/drive/folders/1aB-cD_eF2gH?usp=sharing',
	'https://drive.google.com/drive/u/0/my-drive',
	'https://drive.google.com/open',
	'https://docs.google.com/document/d/1aB-cD_eF2gH/edit',
	'https://www.dropbox.com/home/Videos?preview=street.mp4',
	'https://onedrive.live.com/?id=root&cid=0A1B',
	'https://onedrive.live.com/?authkey=%21AbC&id=0A1B%21106&cid=0A1B',
	'https://onedrive.live.com/edit.aspx?cid=0A1B&resid=0A1B!107',
	'https://example.sharepoint.com/sites/Team/Shared%20Documents/Forms/AllItems.aspx',
	// The file itself.
	'https://drive.google.com/thumbnail?id=1aB-cD_eF2gH&sz=w1000',
	'https://www.googleapis.com/drive/v3/files/1aB-cD_eF2gH?alt=media&key=k3y',
	'https://dl.dropboxusercontent.com/scl/fi/a1b2/street.mp4?rlkey=k3y&dl=0',
	'https://onedrive.live.com/download?cid=0A1B&resid=0A1B%21107',
	'https://example.sharepoint.com/sites/Team/_layouts/15/download.aspx?UniqueId=a1b2',
	'https://example.sharepoint.com/sites/Team/Shared%20Documents/street.mp4',
])('stays as it is: %s', (link) => {
	expect(directLink(link)).toBe(link);
});
